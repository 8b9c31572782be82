/** One actor of a job handles something out of the blue: what it tells of it, and what it sends. */
import type { RowFields, Sim } from './sim.ts'
import type { TraceRow } from '../api/trace.ts'
import type { Run } from '../index.ts'
import type { Message } from './message.ts'
import type { Rpc } from './rpc.ts'
import type { BrokerActor, StorageActor } from './world.ts'

export interface Done {
  readonly told: readonly (RowFields & { readonly kind: TraceRow['kind'] })[]
  readonly sent: readonly { readonly to: number; readonly at: number; readonly body: Rpc }[]
}

/** `from`: the sender of what is handled. Nothing is written to the run's own trace. */
export function doing({ timeline: { sim } }: Run, from: number, act: (sim: Sim) => void): Done {
  const told: Done['told'][number][] = []
  const { trace, world } = sim
  const before = new Set<Message>(world.actors.flatMap(({ inbox }) => inbox.items))
  sim.trace = {
    records: false,
    hasRows: false,
    row: (_sim, kind, fields) => void told.push({ kind, ...fields }),
  }
  sim.current.from = from
  act(sim)
  sim.trace = trace
  const sent = world.actors.flatMap(({ index, inbox }) =>
    inbox
      .sorted()
      .filter(message => !before.has(message))
      .map(({ at, body }) => ({ to: index, at: at - world.now, body })),
  )
  return { told, sent }
}

export function brokerOf(run: Run): BrokerActor {
  const actor = run.world.actors[run.plan.broker]!
  if (actor.kind !== 'broker') throw new Error('expected the broker')
  return actor
}

export function storageOf(run: Run): StorageActor {
  const actor = run.world.actors[run.plan.storage]!
  if (actor.kind !== 'storage') throw new Error('expected the storage')
  return actor
}
