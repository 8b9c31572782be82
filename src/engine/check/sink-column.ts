/** What the functions alone bring to one sink, record by record of its station. */
import { Hasher } from '../../base/hash.ts'
import type { StagedRecord } from '../api/operator.ts'
import type { StreamNode } from '../api/stream-graph.ts'
import { outputPath } from '../task/lineage.ts'
import type { SinkInput } from './alone-chain.ts'
import { addRecord, emptyTally, PrefixTally, type Tally } from './tally.ts'

/** A record as a sink must write it. */
export interface Sunk {
  readonly partition: number
  readonly offset: number
  /** As the plain write carries it. */
  readonly path: number
  readonly value: unknown
  readonly timestamp: number | null
  /** Its station had taken the record before. */
  readonly repeated: boolean
}

export class SinkColumn {
  readonly node: StreamNode
  readonly transactional: boolean
  readonly sunk: Sunk[] = []
  /** Of transactional sinks, by write: where from, and what. */
  readonly tally = new PrefixTally()
  #ends: number[] = []

  constructor(node: StreamNode, transactional: boolean) {
    this.node = node
    this.transactional = transactional
  }

  add(
    inputs: readonly SinkInput[],
    from: { readonly partition: number; readonly offset: number; readonly path: number },
    repeated: boolean,
  ): void {
    inputs.forEach(({ node, value, timestamp }, place) => {
      if (node !== this.node.id) return
      const { partition, offset } = from
      this.sunk.push({
        partition,
        offset,
        path: outputPath(from.path, -node, place),
        value,
        timestamp,
        repeated,
      })
      if (this.transactional) this.tally.push(contentTally([{ partition, offset, value, timestamp }]))
    })
    this.#ends.push(this.sunk.length)
  }

  /** How many writes the first `records` records of the station make. */
  countAt(records: number): number {
    return records === 0 ? 0 : this.#ends[records - 1]!
  }

  truncate(records: number): void {
    this.sunk.length = this.countAt(records)
    this.tally.truncate(this.sunk.length)
    this.#ends.length = Math.min(this.#ends.length, records)
  }
}

/** The sum of records with what they say. */
export function contentTally(records: readonly StagedRecord[]): Tally {
  const tally = emptyTally()
  for (const record of records) addRecord(tally, record.partition, record.offset, contentHash(record))
  return tally
}

export const contentHash = (record: Pick<StagedRecord, 'value' | 'timestamp'>): number =>
  new Hasher().value(record.value).value(record.timestamp).lanes()[0]
