/**
 * A trace as things to draw: lines between lanes, spans on a lane, marks. Built row by row in the order of the
 * steps, so that a new step adds a few things and touches nothing else. Times are simulated µs.
 *
 * Spans that end carry their own duration, so a slice that begins in the middle of one still shows it in full.
 */
import type { TraceRow } from '../../../engine/api/trace.ts'
import { TimeIndex } from './time-index.ts'
import type { Line, LineKind, Mark, MarkKind, Span, SpanKind } from './timeline-things.ts'

export interface Timeline {
  readonly lines: TimeIndex<Line>
  /** Spans that ended. */
  readonly spans: TimeIndex<Span>
  /** Spans that go on. */
  readonly goingOn: Set<Span>
  readonly marks: TimeIndex<Mark>
  /** Rows that make the cut of each checkpoint. */
  readonly cutRows: Map<number, TraceRow[]>
  lastStep: number
}

interface Open {
  busy: Map<number, Span>
  align: Map<string, Span>
  sync: Map<string, Span>
  async: Map<string, Span>
  down: Map<number, Span>
  restore: Map<number, Span>
  /** When and with which step each checkpoint completed or aborted, for the messages that tell of it. */
  ended: Map<number, number>
  /** Of those whose trigger was seen. */
  savepoints: Set<number>
  restarted: boolean
}

export interface TimelineBuilder {
  readonly timeline: Timeline
  add(rows: readonly TraceRow[]): void
}

/** In µs; a checkpoint of the teaching presets takes some 40 ms. */
const BUCKET = 20_000

/** `storage` and `jobManager`: the lanes that rows name only by their role. */
export function createTimeline(jobManager: number, storage: number): TimelineBuilder {
  const timeline: Timeline = {
    lines: new TimeIndex(BUCKET),
    spans: new TimeIndex(BUCKET),
    goingOn: new Set(),
    marks: new TimeIndex(BUCKET),
    cutRows: new Map(),
    lastStep: -1,
  }
  const open: Open = {
    busy: new Map(),
    align: new Map(),
    sync: new Map(),
    async: new Map(),
    down: new Map(),
    restore: new Map(),
    ended: new Map(),
    savepoints: new Set(),
    restarted: false,
  }
  return {
    timeline,
    add(rows) {
      for (const row of rows) {
        addRecordRow(timeline, open, row)
        addCheckpointRow(timeline, open, row, jobManager, storage)
        addLifeRow(timeline, open, row, jobManager, storage)
        if (CUT_KINDS.has(row.kind)) keepForCut(timeline, row)
        timeline.lastStep = Math.max(timeline.lastStep, row.step)
      }
    },
  }
}

const CUT_KINDS: ReadonlySet<TraceRow['kind']> = new Set([
  'CheckpointTriggered',
  'BarrierBroadcast',
  'CheckpointCompleted',
  'CheckpointAborted',
])

function keepForCut(timeline: Timeline, row: TraceRow): void {
  const rows = timeline.cutRows.get(row.checkpoint)
  if (rows === undefined) timeline.cutRows.set(row.checkpoint, [row])
  else rows.push(row)
}

function line(kind: LineKind, row: TraceRow, from: number, to: number, start = row.sentAt): Line {
  return {
    kind,
    from,
    to,
    start,
    end: row.time,
    step: row.step,
    checkpoint: row.checkpoint,
    channel: row.channel,
    record: row.record,
  }
}

function span(kind: SpanKind, row: TraceRow, start = row.time): Span {
  return {
    kind,
    actor: row.actor,
    start,
    end: Infinity,
    startStep: row.step,
    endStep: Infinity,
    checkpoint: row.checkpoint,
    record: row.record,
    broken: false,
  }
}

const mark = (kind: MarkKind, row: TraceRow, actor = row.actor): Mark => ({
  kind,
  actor,
  start: row.time,
  end: row.time,
  step: row.step,
  checkpoint: row.checkpoint,
})

function begin<K>(timeline: Timeline, place: Map<K, Span>, key: K, started: Span): void {
  timeline.goingOn.add(started)
  place.set(key, started)
}

/** Ends the open span, or adds one whose beginning lies before the slice. */
function end<K>(
  timeline: Timeline,
  place: Map<K, Span>,
  key: K,
  row: TraceRow,
  kind: SpanKind,
  duration: number,
): void {
  const known = place.get(key)
  if (known !== undefined) {
    place.delete(key)
    close(timeline, known, row, false)
  } else if (duration > 0) {
    close(timeline, { ...span(kind, row, row.time - duration), startStep: 0 }, row, false)
  }
}

function close(timeline: Timeline, one: Span, row: TraceRow, broken: boolean): void {
  one.end = row.time
  one.endStep = row.step
  one.broken = broken
  timeline.goingOn.delete(one)
  timeline.spans.add(one)
}

/** What a trigger says it takes, where that is a savepoint. */
const SAVEPOINT_EFFECT = /^(savepoint|suspend|terminate)\b/

/** A completed savepoint says where it lies; of others only the trigger told what they are. */
function savepointOf({ kind, checkpoint, reason }: TraceRow, { savepoints }: Open): Pick<Mark, 'savepoint'> {
  if (kind === 'CheckpointCompleted') return reason === null ? {} : { savepoint: reason }
  return savepoints.has(checkpoint) ? { savepoint: '' } : {}
}

const partOf = (row: TraceRow): string => `${row.actor}/${row.checkpoint}`

function addRecordRow(timeline: Timeline, open: Open, row: TraceRow): void {
  switch (row.kind) {
    case 'BufferArrived':
      // A buffer without records carries watermarks only; where they rise has a mark of its own.
      if (row.sentAt >= 0 && row.amount > 0) timeline.lines.add(line('record', row, row.peer, row.actor))
      return
    case 'WatermarkAdvanced':
      timeline.marks.add(mark('watermark', row))
      return
    case 'TimerFired':
      timeline.marks.add(mark('timer', row))
      return
    case 'RecordProcessed':
      begin(timeline, open.busy, row.actor, span('busy', row))
      return
    case 'OutputsQueued':
      end(timeline, open.busy, row.actor, row, 'busy', 0)
      return
    case 'MessageIgnored':
      if (row.channel >= 0 && row.sentAt >= 0 && row.reason === 'item')
        timeline.lines.add(line('dropped', row, row.peer, row.actor))
      return
    default:
  }
}

function addCheckpointRow(
  timeline: Timeline,
  open: Open,
  row: TraceRow,
  jobManager: number,
  storage: number,
): void {
  const { lines, marks } = timeline
  const part = partOf(row)
  const savepoint = savepointOf(row, open)
  switch (row.kind) {
    case 'CheckpointTriggered':
      if (SAVEPOINT_EFFECT.test(row.effect ?? '')) open.savepoints.add(row.checkpoint)
      marks.add(mark('triggered', row))
      return
    case 'TriggerReceived':
      if (row.sentAt >= 0) lines.add(line('trigger', row, row.peer, row.actor))
      return
    case 'BarrierBroadcast':
      marks.add(mark('crossing', row))
      begin(timeline, open.sync, part, span('sync', row))
      return
    case 'BarrierArrived':
      if (row.sentAt >= 0) lines.add(line('barrier', row, row.peer, row.actor))
      return
    case 'ChannelBlocked':
      if (row.total > 1 && !open.align.has(part))
        begin(timeline, open.align, part, span('align', row, row.time - row.duration))
      return
    case 'BarrierOvertook':
      marks.add({ ...mark('saved', row), peer: row.peer })
      return
    case 'AlignmentTimedOut':
    case 'UnalignedCheckpointStarted':
      if (open.align.has(part)) end(timeline, open.align, part, row, 'align', 0)
      return
    case 'AlignmentCompleted':
      end(timeline, open.align, part, row, 'align', row.duration)
      return
    case 'SyncSnapshotCompleted':
      end(timeline, open.sync, part, row, 'sync', row.duration)
      begin(timeline, open.async, part, span('async', row))
      return
    case 'AsyncSnapshotCompleted':
      end(timeline, open.async, part, row, 'async', row.duration)
      if (row.sentAt >= 0) lines.add(line('upload', row, storage, row.actor))
      return
    case 'AckReceived':
      if (row.sentAt >= 0) lines.add(line('ack', row, row.peer, row.actor))
      return
    case 'CheckpointDeclined':
      if (row.sentAt >= 0) lines.add(line('decline', row, row.peer, row.actor))
      return
    case 'CheckpointCompleted':
      open.ended.set(row.checkpoint, row.time)
      marks.add({ ...mark('completed', row), ...savepoint })
      marks.add({ ...mark('stored', row, storage), ...savepoint })
      if (row.sentAt >= 0) lines.add(line('upload', row, storage, row.actor))
      return
    case 'CheckpointAborted':
      open.ended.set(row.checkpoint, row.time)
      marks.add({ ...mark('aborted', row), ...savepoint })
      return
    case 'NotifyCompleteReceived':
    case 'NotifyAbortReceived':
      addNotice(timeline, open, row, jobManager)
      return
    default:
  }
}

/** The row of a notice does not say when it left; it left when the coordinator decided. */
function addNotice(timeline: Timeline, open: Open, row: TraceRow, jobManager: number): void {
  const aborted = row.kind === 'NotifyAbortReceived'
  const sentAt = row.sentAt >= 0 ? row.sentAt : open.ended.get(row.checkpoint)
  if (sentAt !== undefined) {
    timeline.lines.add(line(aborted ? 'abort' : 'complete', row, jobManager, row.actor, sentAt))
  }
  if (aborted) breakOff(timeline, open, row, row.checkpoint)
}

/** Ends what a subtask does for a checkpoint, or for every checkpoint (0). */
function breakOff(timeline: Timeline, open: Open, row: TraceRow, checkpoint: number): void {
  for (const place of [open.align, open.sync, open.async]) {
    for (const [key, one] of place) {
      if (one.actor !== row.actor || (checkpoint > 0 && one.checkpoint !== checkpoint)) continue
      place.delete(key)
      close(timeline, one, row, true)
    }
  }
}

function addLifeRow(
  timeline: Timeline,
  open: Open,
  row: TraceRow,
  jobManager: number,
  storage: number,
): void {
  switch (row.kind) {
    case 'TaskFailed':
    case 'TaskCanceled': {
      if (row.kind === 'TaskFailed') timeline.marks.add(mark('failed', row))
      breakOff(timeline, open, row, 0)
      const busy = open.busy.get(row.actor)
      if (busy !== undefined) close(timeline, busy, row, true)
      open.busy.delete(row.actor)
      if (!open.down.has(row.actor)) begin(timeline, open.down, row.actor, span('down', row))
      return
    }
    case 'FailureNoticed':
      if (row.sentAt >= 0) timeline.lines.add(line('failure', row, row.peer, row.actor))
      return
    case 'JobStatusChanged':
      if (row.reason === 'RESTARTING') open.restarted = true
      return
    case 'TaskDeployed': {
      // The very first deployment restores nothing.
      if (open.down.has(row.actor) || row.checkpoint > 0) {
        begin(timeline, open.restore, row.actor, span('restore', row))
      }
      end(timeline, open.down, row.actor, row, 'down', 0)
      if (!open.restarted || row.sentAt < 0) return
      open.restarted = false
      timeline.marks.add({ ...mark('restarting', row, jobManager), start: row.sentAt, end: row.sentAt })
      return
    }
    case 'StateRestored':
      if (row.sentAt >= 0) timeline.lines.add(line('restore', row, storage, row.actor))
      return
    case 'TaskStarted':
      end(timeline, open.restore, row.actor, row, 'restore', 0)
      return
    default:
  }
}
