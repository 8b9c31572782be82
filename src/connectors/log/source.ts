/**
 * A partitioned, replayable log, after a Kafka topic: records go to partitions in turn, by their key or as told, and
 * arrive at a steady pace, in bursts, as their event times say or at times of their own. Each partition is a split;
 * its offsets are what checkpoints hold. A partition whose records are few or late stands idle for as long.
 */
import { assert } from '../../base/assert.ts'
import { hashString } from '../../base/java-hash.ts'
import type { EventTime, VirtualTime } from '../../base/time.ts'
import type { Source } from '../../datastream/sources.ts'
import type { SourceSplit } from '../../engine/api/operator.ts'
import { arrivalsOf, type Arrivals } from '../shared/arrivals.ts'

export interface LogOptions<T> {
  /** Names the partitions, `<topic>-0`. */
  readonly topic: string
  readonly partitions: number
  /** The key a record is partitioned by: its Java hash code, modulo the partitions. Without it records go in turn. */
  readonly keyOf?: (value: T) => string
  /** The partition of each record, from 0 on; stands above `keyOf`. */
  readonly partitionOf?: (value: T, index: number) => number
  readonly timestampOf?: (value: T) => EventTime | null
  readonly arrivals: Arrivals
}

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

function partitionOf<T>(value: T, index: number, options: LogOptions<T>): number {
  const { keyOf, partitions } = options
  if (options.partitionOf !== undefined) return partitionTold(options.partitionOf(value, index), partitions)
  if (keyOf === undefined) return index % partitions
  return (((hashString(keyOf(value)) % partitions) + partitions) % partitions) | 0
}

function partitionTold(partition: number, partitions: number): number {
  assert(Number.isInteger(partition) && partition >= 0 && partition < partitions, 'a partition of the log')
  return partition
}
