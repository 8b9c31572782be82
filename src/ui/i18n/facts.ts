/**
 * What a trace row says, with the names looked up: the material that both languages make their sentence of.
 * Row and scene are enough for a sentence; with the frame of that step it can also say what the task waits for.
 */
import type { Frame, Scene, TaskFrame } from '../../engine/api/frame.ts'
import type { TraceRow } from '../../engine/api/trace.ts'
import { duration } from './format.ts'

export interface Facts {
  readonly actor: string
  readonly role: 'source' | 'operator' | 'sink' | 'none'
  /** The actor's vertex counts words; the sentence may say "counts". */
  readonly counts: boolean
  readonly peer: string
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
  /** From the frame's other rows: how long the alignment took that this barrier ended; empty if it did not. */
  readonly alignedAfter: string
  /** From the frame: the phase of the actor's part in the pending checkpoint, and which checkpoint that is. */
  readonly phase: 'aligning' | 'async' | 'none'
  readonly pending: number
  readonly busy: boolean
  /** From the frame: the receiver whose full queue stops the actor; empty if none. */
  readonly backpressuredBy: string
  /** From the frame: the row's channel may not send, since a barrier is on its way or docked. */
  readonly blocked: boolean
  /** From the frame: the sink's transaction that takes what is written now; 0 without one. */
  readonly transaction: number
  /** From the frame: where sources start again, `source-0 goes back to offset 32`. */
  readonly acknowledged: number
}

const NOTHING = { waitsFor: [], alignedAfter: '', phase: 'none', pending: 0, busy: false } as const

export function factsOf(row: TraceRow, scene: Scene, frame: Frame | null): Facts {
  const actor = scene.actors.find(one => one.index === row.actor)
  const vertex = actor?.kind === 'task' ? scene.vertices[actor.vertex] : undefined
  const channel = row.channel >= 0 ? scene.channels[row.channel] : undefined
  const name = (index: number | undefined) => scene.actors.find(one => one.index === index)?.name ?? ''
  return {
    actor: actor?.name ?? '',
    role: vertex?.role ?? 'none',
    counts: vertex?.shortName === 'count',
    peer: name(row.peer),
    from: name(channel?.from),
    to: name(channel?.to),
    checkpoint: row.checkpoint,
    amount: row.amount,
    total: row.total,
    duration: duration(row.duration),
    time: duration(row.time),
    record: row.record?.label ?? '',
    key: row.record?.key ?? '',
    offset: row.record?.offset ?? -1,
    replayed: row.record?.replayed === true,
    effect: row.effect ?? '',
    reason: row.reason ?? '',
    tasks: scene.actors.filter(one => one.kind === 'task').length,
    sources: scene.actors.filter(one => one.kind === 'task' && scene.vertices[one.vertex]?.role === 'source')
      .length,
    ...momentOf(row, scene, frame),
  }
}

/** What only the frame of the same step can tell. */
function momentOf(row: TraceRow, scene: Scene, frame: Frame | null) {
  const shown = frame !== null && frame.cursor.step === row.step ? frame : null
  const task = shown?.tasks.find(one => one.actor === row.actor)
  const name = (index: number | undefined) => scene.actors.find(one => one.index === index)?.name ?? ''
  const aligned = shown?.rows.find(one => one.kind === 'AlignmentCompleted' && one.actor === row.actor)
  const pending = shown?.coordinator.checkpoints.find(one => one.status === 'pending')
  const failed = shown?.coordinator.checkpoints.find(one => one.id === row.checkpoint)
  return {
    ...NOTHING,
    waitsFor: missingSenders(task, scene),
    alignedAfter: aligned === undefined ? '' : duration(aligned.duration),
    phase: phaseOf(task),
    pending: pending?.id ?? 0,
    busy: task?.activity === 'busy',
    backpressuredBy:
      task?.waiting?.why === 'backpressure' ? name(scene.channels[task.waiting.channel]?.to) : '',
    blocked: row.channel >= 0 && (shown?.channels[row.channel]?.senderBlocked ?? 0) > 0,
    transaction: task?.sink?.open?.checkpoint ?? 0,
    acknowledged:
      failed?.subtasks.filter(one => one.phase === 'acknowledged' || one.ackedAt >= 0).length ?? 0,
  }
}

function phaseOf(task: TaskFrame | undefined): Facts['phase'] {
  const phase = task?.checkpoint?.phase
  return phase === 'aligning' || phase === 'async' ? phase : 'none'
}

/** Names of the tasks whose barrier has not come in yet. */
export function missingSenders(task: TaskFrame | undefined, scene: Scene): readonly string[] {
  if (task?.waiting?.why !== 'alignment') return []
  return task.waiting.missing.map(index => {
    const from = scene.channels[index]?.from
    return scene.actors.find(one => one.index === from)?.name ?? ''
  })
}
