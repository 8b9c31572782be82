/**
 * What comes in over a socket, after Flink's socketTextStream: one split, and nobody keeps what was read. A restarted
 * source goes on where the stream is by then; what was read behind the last checkpoint is lost.
 */
import type { Source } from '../../datastream/sources.ts'
import { arrivalsOf, type Arrivals } from '../shared/arrivals.ts'

export interface SocketOptions {
  /** Host and port as its author would give them; the name of the split. */
  readonly address?: string
  readonly arrivals: Arrivals
}

export function socket<T>(
  values: readonly T[],
  { address = 'localhost:9999', arrivals }: SocketOptions,
): Source<T> {
  const times = arrivalsOf(
    values.map(() => null),
    arrivals,
  )
  return {
    splits: [{ id: address, values, timestamps: null, arrivals: times }],
    bounded: true,
    replayable: false,
  }
}
