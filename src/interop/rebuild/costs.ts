/**
 * Latencies and costs under which a run's checkpoint takes about as long as the measured one. What a barrier waited
 * behind data is made by a vertex that cannot keep up: so many records fit into the queue before it, and they take
 * that long together.
 */
import type { MeasuredVertex } from './measure.ts'
import { median } from './measure.ts'

/** Of an output queue and of an input channel. Short queues, one record a buffer: each can be seen. */
export const QUEUE_BUFFERS = 4
export const CREDITS = 2

/** All in µs, but bytes in bytes. */
export interface Latencies {
  readonly rpc: number
  readonly network: number
  readonly sync: number
  readonly storage: number
  readonly bytesPerSecond: number
}

const LEAST = 300
const RPC_MOST = 1_000_000
const NETWORK_MOST = 50_000
const BANDWIDTH_LEAST = 1024
const BANDWIDTH_MOST = 10 * 1024 ** 3
const BANDWIDTH_USUAL = 100 * 1024 ** 2
const MICROS_PER_SECOND = 1_000_000

const between = (least: number, value: number, most: number): number =>
  Math.round(Math.min(most, Math.max(least, value)))

export function latenciesOf(vertices: readonly MeasuredVertex[]): Latencies {
  const parts = vertices.flatMap(vertex => vertex.parts)
  const sources = vertices.filter(({ vertex }) => vertex.inputs?.length === 0)
  const first = (sources.length > 0 ? sources : vertices.slice(0, 1)).flatMap(({ parts: own }) => own)
  const rpc = between(LEAST, Math.min(RPC_MOST, ...first.map(part => part.startDelay)), RPC_MOST)
  const hops = vertices.flatMap(one => hopOf(one, vertices) ?? [])
  const syncs = vertices.flatMap(({ parts: own }) => median(own.map(part => part.sync)) ?? [])
  const storage = between(LEAST, Math.min(Infinity, ...parts.map(part => part.async)), 60 * MICROS_PER_SECOND)
  return {
    rpc: parts.length === 0 ? 1000 : rpc,
    network: between(LEAST, median(hops) ?? 1000, NETWORK_MOST),
    sync: between(100, Math.max(0, ...syncs), 60 * MICROS_PER_SECOND),
    storage: parts.length === 0 ? 2000 : storage,
    bytesPerSecond: bandwidthOf(vertices, storage),
  }
}

/** From the first barrier at what it reads to its own first barrier. */
function hopOf(one: MeasuredVertex, vertices: readonly MeasuredVertex[]): number | null {
  const before = inputsOf(one, vertices).flatMap(({ parts }) => parts.map(part => part.startDelay))
  const own = one.parts.map(part => part.startDelay)
  if (before.length === 0 || own.length === 0) return null
  return Math.max(0, Math.min(...own) - Math.min(...before))
}

/** By the part that has uploaded most, if that took any longer than the others. */
function bandwidthOf(vertices: readonly MeasuredVertex[], latency: number): number {
  const parts = vertices.flatMap(vertex => vertex.parts)
  const largest = parts.reduce((most, part) => (part.uploaded > most.uploaded ? part : most), {
    uploaded: 0,
    async: 0,
  })
  const micros = largest.async - latency
  if (micros < 1000 || largest.uploaded === 0) return BANDWIDTH_USUAL
  return between(BANDWIDTH_LEAST, (largest.uploaded / micros) * MICROS_PER_SECOND, BANDWIDTH_MOST)
}

export const inputsOf = (
  { vertex }: MeasuredVertex,
  vertices: readonly MeasuredVertex[],
): readonly MeasuredVertex[] =>
  vertices.filter(other => vertex.inputs?.some(input => input.id === other.vertex.id) === true)

/** A vertex whose barriers waited behind data, or that had no time left. */
export interface Load {
  readonly name: string
  /** µs for a record, in all its subtasks but the slow one. */
  readonly cost: number
  /** The subtask that is so many times slower than the others; null: none is. */
  readonly slow: { readonly subtask: number; readonly factor: number } | null
  /** Records that it takes in a second, when its input never runs dry and goes to all subtasks alike. */
  readonly perSecond: number
}

/** Shorter waits are the network's. */
const WAIT_LEAST = 20_000
const HOPS_LEAST = 5
const FACTOR_MOST = 1000
/** Of its time that a thread is busy with; beyond, it cannot keep up. */
const BUSY = 0.9

export function loadsOf(
  vertices: readonly MeasuredVertex[],
  latencies: Latencies,
  spareCost: number,
): Load[] {
  const waits = vertices.flatMap(one => waitOf(one, vertices, latencies) ?? [])
  if (waits.length > 0) return waits
  // Where barriers overtake, nothing is seen of a wait; the threads still tell who could not keep up.
  return vertices.flatMap(one => {
    const { usage } = one.vertex
    if (usage === null || usage.busy < BUSY * (usage.busy + usage.idle + usage.backPressured)) return []
    const isSource = inputsOf(one, vertices).length === 0
    const cost = Math.round(spareCost * one.parallelism)
    return isSource ? [] : [{ name: one.name, cost, slow: null, perSecond: MICROS_PER_SECOND / spareCost }]
  })
}

function waitOf(
  one: MeasuredVertex,
  vertices: readonly MeasuredVertex[],
  { network }: Latencies,
): Load | null {
  const inputs = inputsOf(one, vertices)
  if (inputs.length === 0 || one.parts.length === 0) return null
  const before = Math.max(0, ...inputs.flatMap(({ parts }) => parts.map(part => part.ready)))
  const waits = one.parts.map(({ subtask, ready }) => ({ subtask, wait: Math.max(0, ready - before) }))
  const longest = waits.reduce((most, part) => (part.wait > most.wait ? part : most))
  const least = Math.max(WAIT_LEAST, HOPS_LEAST * network)
  if (longest.wait < least) return null
  const channels = inputs.reduce((sum, input) => sum + input.parallelism, 0)
  // A barrier that overtakes waits for the record in hand and for nothing else.
  const ahead = one.parts.some(part => part.unaligned) ? 1 : (QUEUE_BUFFERS + CREDITS) * channels
  const slowCost = longest.wait / ahead
  const others = median(waits.filter(part => part !== longest).map(part => part.wait))
  const factor = others === undefined ? 1 : Math.round(longest.wait / Math.max(others, least))
  return {
    name: one.name,
    cost: Math.max(1, Math.round(slowCost / Math.max(1, factor))),
    slow: factor < 2 ? null : { subtask: longest.subtask, factor: Math.min(factor, FACTOR_MOST) },
    perSecond: (one.parallelism * MICROS_PER_SECOND) / slowCost,
  }
}
