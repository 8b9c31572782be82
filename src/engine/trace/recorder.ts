/** Collects the rows of the event in hand and gives them their step. */
import type { TraceKind } from '../api/trace.ts'
import type { RowFields, Sim, TraceSink } from '../kernel/sim.ts'
import type { PendingRow, TraceLog } from './trace-log.ts'

const NO_ROWS: readonly PendingRow[] = []

export class Recorder implements TraceSink {
  records = true
  /** Nothing is written down: for a future that nobody will ask about. */
  silent = false
  readonly #log: TraceLog
  #pending: PendingRow[] = []

  constructor(log: TraceLog) {
    this.#log = log
  }

  get hasRows(): boolean {
    return this.#pending.length > 0
  }

  row(sim: Sim, kind: TraceKind, fields: RowFields): void {
    if (this.silent) return
    const { current, world } = sim
    const actor = world.actors[current.actor]!
    this.#pending.push({
      time: world.now,
      kind,
      actor: current.actor,
      peer: fields.peer ?? (current.sentAt >= 0 ? current.from : -1),
      sentAt: fields.sentAt ?? current.sentAt,
      channel: fields.channel ?? -1,
      checkpoint: fields.checkpoint ?? 0,
      amount: fields.amount ?? 0,
      total: fields.total ?? 0,
      duration: fields.duration ?? -1,
      record: fields.record ?? null,
      effect: fields.effect ?? null,
      reason: fields.reason ?? null,
      event: actor.events,
      causeActor: current.from,
      causeEvent: current.cause,
    })
  }

  /** Rows of the event just handled. */
  take(): readonly PendingRow[] {
    if (this.#pending.length === 0) return NO_ROWS
    const rows = this.#pending
    this.#pending = []
    return rows
  }

  /** Writes the rows of the event just handled as step `step`. */
  write(step: number, actor: number, event: number): void {
    for (const row of this.take()) this.#log.append(row, step)
    this.#log.noteStep(actor, event, step)
  }
}
