/**
 * A partitioned, replayable log, after a Kafka topic: records go to partitions in turn or by their key, and arrive
 * at a steady pace or as their event times say. Each partition is a split; its offsets are what checkpoints hold.
 */
import { assert } from '../../base/assert.ts'
import { hashString } from '../../base/java-hash.ts'
import { MICROS_PER_MS, type EventTime, type VirtualTime } from '../../base/time.ts'
import type { Source } from '../../datastream/sources.ts'
import type { SourceSplit } from '../../engine/api/operator.ts'

export interface LogOptions<T> {
  /** Names the partitions, `<topic>-0`. */
  readonly topic: string
  readonly partitions: number
  /** The key a record is partitioned by: its Java hash code, modulo the partitions. Without it records go in turn. */
  readonly keyOf?: (value: T) => string
  readonly timestampOf?: (value: T) => EventTime | null
  readonly arrivals: Arrivals
}

export type Arrivals =
  /** One record every so many µs, counted over all partitions. */
  | { readonly intervalUs: number; readonly startUs?: number }
  /** As event times say, `speedUp` times as fast. A record that is out of order arrives with the one before it. */
  | { readonly speedUp: number; readonly startUs?: number }

interface OpenSplit {
  readonly id: string
  readonly values: unknown[]
  readonly timestamps: (EventTime | null)[]
  readonly arrivals: VirtualTime[]
}

export function partitionedLog<T>(values: readonly T[], options: LogOptions<T>): Source<T> {
  assert(options.partitions >= 1, 'a log has at least one partition')
  const splits = Array.from({ length: options.partitions }, (_, index): OpenSplit => ({
    id: `${options.topic}-${index}`,
    values: [],
    timestamps: [],
    arrivals: [],
  }))
  const timestamps = values.map(value => options.timestampOf?.(value) ?? null)
  const arrivals = arrivalsOf(timestamps, options.arrivals)
  values.forEach((value, i) => {
    const split = splits[partitionOf(value, i, options)]!
    split.values.push(value)
    split.timestamps.push(timestamps[i]!)
    split.arrivals.push(arrivals[i]!)
  })
  return { splits: splits.map(split => close(split, options.timestampOf !== undefined)), bounded: true }
}

function close(split: OpenSplit, timed: boolean): SourceSplit {
  return { ...split, timestamps: timed ? split.timestamps : null }
}

function partitionOf<T>(value: T, index: number, { keyOf, partitions }: LogOptions<T>): number {
  if (keyOf === undefined) return index % partitions
  return (((hashString(keyOf(value)) % partitions) + partitions) % partitions) | 0
}

function arrivalsOf(timestamps: readonly (EventTime | null)[], arrivals: Arrivals): VirtualTime[] {
  const startUs = arrivals.startUs ?? 0
  if ('intervalUs' in arrivals) return timestamps.map((_, i) => startUs + i * arrivals.intervalUs)
  const first = timestamps.find(timestamp => timestamp !== null) ?? 0
  let latest = startUs
  return timestamps.map(timestamp => {
    const offset = ((timestamp ?? first) - first) * MICROS_PER_MS
    latest = Math.max(latest, startUs + Math.round(offset / arrivals.speedUp))
    return latest
  })
}
