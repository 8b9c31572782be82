/**
 * What a trace row says, with the names looked up: the material that both languages make their sentence of.
 * Row and scene are enough for a sentence; with the frame of that step it can also say what the task waits for.
 */
import type { ChannelItem, Frame, Scene, TaskFrame } from '../../engine/api/frame.ts'
import type { TraceRow } from '../../engine/api/trace.ts'
import { timeFactsOf, type TimeFacts } from './facts-time.ts'
import { duration, moment } from './format.ts'

export interface Facts extends TimeFacts {
  readonly actor: string
  readonly role: 'source' | 'operator' | 'sink' | 'none'
  /** The actor's vertex counts words; the sentence may say "counts". */
  readonly counts: boolean
  readonly peer: string
  /** The task the row is about, be it the actor or the peer. */
  readonly task: string
  /** Sender and receiver of the row's channel; empty without a channel. */
  readonly from: string
  readonly to: string
  readonly checkpoint: number
  readonly amount: number
  readonly total: number
  readonly duration: string
  readonly time: string
  readonly record: string
  readonly key: string
  readonly offset: number
  readonly replayed: boolean
  readonly effect: string
  readonly reason: string
  readonly tasks: number
  readonly sources: number
  /** From the frame: channels whose barrier the actor still waits for. */
  readonly waitsFor: readonly string[]
  /** From the frame: the phase of the actor's part in the pending checkpoint, and which checkpoint that is. */
  readonly phase: 'aligning' | 'async' | 'none'
  readonly pending: number
  readonly busy: boolean
  /** From the frame: the receiver whose full queue stops the actor; empty if none. */
  readonly backpressuredBy: string
  /** From the frame: where the results of the record are now, and whether they may not be sent from there. */
  readonly queuedFor: readonly string[]
  readonly held: boolean
  /** From the frame: the sink's transaction that takes what is written now; 0 without one. */
  readonly transaction: number
  /** From the frame: the offsets at which the source goes on. */
  readonly offsets: readonly number[]
}

const taskCount = (scene: Scene): number => scene.actors.filter(one => one.kind === 'task').length

export function factsOf(row: TraceRow, scene: Scene, frame: Frame | null): Facts {
  const actor = scene.actors.find(one => one.index === row.actor)
  const peer = scene.actors.find(one => one.index === row.peer)
  const vertex = actor?.kind === 'task' ? scene.vertices[actor.vertex] : undefined
  const channel = row.channel >= 0 ? scene.channels[row.channel] : undefined
  const isSource = (index: number) => scene.vertices[index]?.role === 'source'
  return {
    actor: actor?.name ?? '',
    role: vertex?.role ?? 'none',
    counts: vertex?.shortName === 'count',
    peer: peer?.name ?? '',
    task: (actor?.kind === 'task' ? actor : (peer ?? actor))?.name ?? '',
    from: nameOf(scene, channel?.from),
    to: nameOf(scene, channel?.to),
    checkpoint: row.checkpoint,
    amount: row.amount,
    total: row.total,
    duration: duration(row.duration),
    time: moment(row.time),
    record: row.record?.label ?? '',
    key: row.record?.key ?? '',
    offset: row.record?.offset ?? -1,
    replayed: row.record?.replayed === true,
    effect: row.effect ?? '',
    reason: row.reason ?? '',
    tasks: taskCount(scene),
    sources: scene.actors.filter(one => one.kind === 'task' && isSource(one.vertex)).length,
    ...timeFactsOf(row, scene, sameStep(row, frame)),
    ...momentOf(row, scene, sameStep(row, frame)),
  }
}

const nameOf = (scene: Scene, index: number | undefined): string =>
  scene.actors.find(one => one.index === index)?.name ?? ''

const sameStep = (row: TraceRow, frame: Frame | null): Frame | null =>
  frame !== null && frame.cursor.step === row.step ? frame : null

/** What only the frame of the same step can tell. */
function momentOf(row: TraceRow, scene: Scene, shown: Frame | null) {
  const task = shown?.tasks.find(one => one.actor === row.actor)
  const pending = shown?.coordinator.checkpoints.find(one => one.status === 'pending')
  const backpressured =
    task?.waiting?.why === 'backpressure' ? scene.channels[task.waiting.channel] : undefined
  return {
    waitsFor: missingSenders(task, scene),
    phase: phaseOf(task),
    pending: pending?.id ?? 0,
    busy: task?.activity === 'busy',
    backpressuredBy: nameOf(scene, backpressured?.to),
    ...resultsOf(row, scene, shown),
    transaction: task?.sink?.open?.checkpoint ?? 0,
    offsets: task?.source?.splits.map(split => split.offset) ?? [],
  }
}

/** Where the results of a record went: they have its partition and offset, and are last in their queues. */
function resultsOf(row: TraceRow, scene: Scene, frame: Frame | null) {
  const { record, kind } = row
  if (frame === null || record === null || kind !== 'OutputsQueued') return { queuedFor: [], held: false }
  const isResult = (item: ChannelItem): boolean =>
    item.type === 'record' &&
    item.record.partition === record.partition &&
    item.record.offset === record.offset
  const holding = scene.channels.filter(channel => {
    if (channel.from !== row.actor) return false
    const shown = frame.channels[channel.index]
    return shown !== undefined && [...shown.queued, ...shown.inTransit.map(one => one.item)].some(isResult)
  })
  return {
    queuedFor: holding.map(channel => nameOf(scene, channel.to)),
    held: holding.some(channel => (frame.channels[channel.index]?.senderBlocked ?? 0) > 0),
  }
}

function phaseOf(task: TaskFrame | undefined): Facts['phase'] {
  const phase = task?.checkpoint?.phase
  return phase === 'aligning' || phase === 'async' ? phase : 'none'
}

/** Names of the tasks whose barrier has not come in yet. */
function missingSenders(task: TaskFrame | undefined, scene: Scene): readonly string[] {
  if (task?.waiting?.why !== 'alignment') return []
  return task.waiting.missing.map(index => nameOf(scene, scene.channels[index]?.from))
}
