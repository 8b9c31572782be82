/**
 * What a handler is given: the plan, the world, and the means to act on it. A handler changes its own actor and
 * sends; it reads no other actor.
 */
import { assert } from '../../base/assert.ts'
import { nextInt } from '../../base/prng.ts'
import type { BlockNeed, BlockSource } from '../api/block-source.ts'
import type { TraceKind, TraceRow } from '../api/trace.ts'
import { Message } from './message.ts'
import { holdsBack, leavesAt } from './network-cut.ts'
import type { Plan } from './plan.ts'
import type { Rpc } from './rpc.ts'
import { takeTamper } from './tampering.ts'
import type { Actor, TaskActor, World, CpuKind } from './world.ts'

/** The event being handled. `cause` is the count of events at `from` when it was sent. */
export interface CurrentEvent {
  actor: number
  from: number
  cause: number
  sentAt: number
}

export type RowFields = Partial<
  Pick<
    TraceRow,
    | 'peer'
    | 'sentAt'
    | 'channel'
    | 'checkpoint'
    | 'amount'
    | 'total'
    | 'duration'
    | 'record'
    | 'effect'
    | 'reason'
  >
>

/** Takes the rows of the event in hand. */
export interface TraceSink {
  /** Record rows are wanted; without it their texts need not be made. */
  readonly records: boolean
  /** The event in hand wrote rows that were not taken yet. */
  readonly hasRows: boolean
  row(sim: Sim, kind: TraceKind, fields: RowFields): void
}

export interface Sim {
  /** Brings state that is not in memory; null: all of it is. */
  source: BlockSource | null
  /** What the next event waits for; empty: it can happen. */
  need: readonly BlockNeed[]
  readonly plan: Plan
  readonly world: World
  readonly current: CurrentEvent
  trace: TraceSink
  /** Deliberate mistakes for tests of the oracle; none in a run that a person sees. */
  readonly planted: PlantedBug | null
}

export type PlantedBug =
  | 'no-blocking'
  | 'ack-before-sync'
  | 'commit-on-ack'
  | 'restore-offset-minus-one'
  | 'lost-notify'
  | 'overtaken-not-persisted'
  | 'persisted-twice'
  | 'stale-attempt'

/** Sends `body`; it arrives after `latency`, later under jitter, and never before what was sent to `to` earlier. */
export function send(sim: Sim, from: Actor, to: number, latency: number, body: Rpc): void {
  const tamper = from.tampers.length === 0 ? null : takeTamper(from, to, body)
  if (tamper === null) post(sim, from, to, latency, body)
  else {
    const { how, message, delay } = tamper
    const checkpoint = 'checkpoint' in body ? body.checkpoint : 0
    row(sim, 'RpcTampered', { reason: how, effect: message, peer: to, checkpoint, duration: delay })
    if (how !== 'drop') post(sim, from, to, latency + delay, body)
    if (how === 'duplicate') post(sim, from, to, latency, body)
  }
}

function post(sim: Sim, from: Actor, to: number, latency: number, body: Rpc): void {
  const { world, plan } = sim
  assert(latency >= plan.lookahead, `a message from ${from.index} takes at least ${plan.lookahead} µs`)
  assert(from.index !== to, 'an actor does not send to itself')
  const jitter = plan.settings.jitter > 0 ? nextInt(from.rng, plan.settings.jitter + 1) : 0
  const at = Math.max(leavesAt(sim, from, to, body) + latency + jitter, from.lastArrival[to] ?? 0)
  from.lastArrival[to] = at
  world.actors[to]!.inbox.push(
    new Message(at, from.index, from.rank, from.sent++, world.now, from.events, body),
  )
}

/**
 * The process at one end is given up, and what is sent from now on has another there: it waits behind nothing that a cut
 * holds back. Without a cut all is there in time, and what is sent first arrives first as ever.
 */
export function forgetConnection(
  sim: Sim,
  from: Actor,
  to: number,
  given: Parameters<typeof holdsBack>[1],
): void {
  if (holdsBack(sim, given)) from.lastArrival[to] = 0
}

/** Sets a timer of the actor's own. */
export function timer(sim: Sim, actor: Actor, at: number, body: Rpc): void {
  assert(at > sim.world.now, 'a timer lies in the future')
  actor.inbox.push(new Message(at, actor.index, actor.rank, actor.sent++, sim.world.now, actor.events, body))
}

/** What the task's thread does next. */
export function schedule(sim: Sim, task: TaskActor, kind: CpuKind, delay: number): void {
  assert(task.cpu === 'none', 'a thread does one thing at a time')
  assert(delay >= 1, 'every step of a thread takes time')
  task.cpu = kind
  task.cpuAt = sim.world.now + delay
  task.cpuN = task.sent++
  task.cpuCause = task.events
}

export function row(sim: Sim, kind: TraceKind, fields: RowFields = {}): void {
  sim.trace.row(sim, kind, fields)
}
