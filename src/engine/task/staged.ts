/**
 * What the record in hand has made, until its cost has passed: outputs for the network by edge, and writes of plain
 * sinks. The columns keep their storage from record to record; only the first `count` entries are there.
 */
import type { Hasher } from '../../base/hash.ts'

export interface PlainSinkWrite {
  readonly sink: number
  readonly value: unknown
  readonly timestamp: number | null
}

export class Staged {
  count = 0
  readonly edges: number[] = []
  readonly values: unknown[] = []
  readonly keys: (string | null)[] = []
  readonly timestamps: (number | null)[] = []
  /** Subtask that a custom partitioner chose; -1 on other edges. */
  readonly targets: number[] = []
  writes: PlainSinkWrite[] = []

  add(edge: number, value: unknown, key: string | null, timestamp: number | null, target: number): void {
    const i = this.count
    this.edges[i] = edge
    this.values[i] = value
    this.keys[i] = key
    this.timestamps[i] = timestamp
    this.targets[i] = target
    this.count = i + 1
  }

  clear(): void {
    this.count = 0
    if (this.writes.length > 0) this.writes = []
  }

  /** Key of the first output that has one. */
  firstKey(): string | null {
    for (let i = 0; i < this.count; i++) if (this.keys[i] !== null) return this.keys[i]!
    return null
  }

  outputs(): readonly unknown[] {
    return this.values.slice(0, this.count)
  }

  hashInto(hasher: Hasher): void {
    hasher.word(this.count).value(this.writes)
    for (let i = 0; i < this.count; i++) {
      hasher
        .word(this.edges[i]!)
        .value(this.values[i])
        .value(this.keys[i])
        .value(this.timestamps[i])
        .word(this.targets[i]!)
    }
  }
}
