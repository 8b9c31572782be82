/**
 * Which rows a key has, where a row is of a key and a namespace. It is derived from the rows, kept up while they are
 * written, and made anew when they have changed by going back or forth in time; nobody has it made who never asks.
 */
import { Shared } from '../../base/copy.ts'
import type { VersionedMap } from '../../base/versioned-map.ts'

const NONE: ReadonlySet<string> = new Set()

export class RowsOfKeys extends Shared {
  readonly #map: VersionedMap
  readonly #keyOf: (row: string) => string
  #rows: Map<string, Set<string>> | null = null
  #version = -1

  constructor(map: VersionedMap, keyOf: (row: string) => string) {
    super()
    this.#map = map
    this.#keyOf = keyOf
  }

  of(key: string): ReadonlySet<string> {
    if (this.#rows === null || this.#version !== this.#map.version) {
      this.#rows = new Map()
      this.#version = this.#map.version
      for (const row of this.#map.rows.keys()) this.put(row)
    }
    return this.#rows.get(key) ?? NONE
  }

  put(row: string): void {
    if (this.#rows === null) return
    const key = this.#keyOf(row)
    const rows = this.#rows.get(key)
    if (rows === undefined) this.#rows.set(key, new Set([row]))
    else rows.add(row)
  }

  delete(row: string): void {
    if (this.#rows === null) return
    const key = this.#keyOf(row)
    const rows = this.#rows.get(key)
    rows?.delete(row)
    if (rows?.size === 0) this.#rows.delete(key)
  }
}
