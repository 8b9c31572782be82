/**
 * A state in a snapshot of the log-structured store: its levels, as a list of files. A file that an earlier, confirmed
 * checkpoint has in storage is sent as a placeholder; storage puts the file it has in its place.
 */
import { assert, ensure } from '../../base/assert.ts'
import { Shared } from '../../base/copy.ts'
import type { Hasher } from '../../base/hash.ts'
import type { BlockNeed } from '../../engine/api/block-source.ts'
import type { KeyedStatePart, StateFile, StateFiles } from '../../engine/api/state-backend.ts'
import { decodeContent } from './block-codec.ts'
import { Block } from './block.ts'
import { allBlocks, type Levels } from './levels.ts'
import { mergedRows, type Source } from './merge.ts'

/** Levels by the ids of their files. */
interface LevelIds {
  readonly runs: readonly (readonly string[])[]
  readonly below: readonly (readonly string[])[]
}

export class LsmFiles extends Shared implements StateFiles {
  readonly list: readonly StateFile[]
  /** Later checkpoints may refer to them. */
  readonly areShared: boolean
  readonly #ids: LevelIds
  /** Of its rows; null: nobody has asked yet. */
  #count: number | null = null

  constructor(list: readonly StateFile[], ids: LevelIds, areShared: boolean) {
    super()
    this.areShared = areShared
    this.list = list
    this.#ids = ids
  }

  resolved(part: KeyedStatePart, fileOf: (id: string) => StateFile): KeyedStatePart {
    const list = this.list.map(file => (file.content === null ? fileOf(file.id) : file))
    const files = new LsmFiles(list, this.#ids, this.areShared)
    return { ...part, files, rows: new LsmPartRows(files) }
  }

  get count(): number {
    return (this.#count ??= rowsOf(this.newestFirst()).size)
  }

  missing(toRead: boolean): readonly BlockNeed[] {
    if (this.#count !== null && !toRead) return []
    return this.list.flatMap(({ content }) =>
      content instanceof Block && !content.isHere ? [{ block: content, at: null }] : [],
    )
  }

  /** Each sorted on its own; what is newer stands first. */
  newestFirst(): readonly (readonly Block[])[] {
    const { runs, below } = this.levels()
    return [...runs, ...below]
  }

  /** The levels again. */
  levels(): Levels {
    const blocks = new Map(this.list.map(({ id, content }) => [id, content]))
    const blockOf = (id: string): Block => {
      const block = ensure(blocks.get(id), `file ${id} of the snapshot`)
      assert(block instanceof Block, `file ${id} is a block`)
      return block
    }
    const of = (rows: LevelIds['runs']) => rows.map(ids => ids.map(blockOf))
    return { runs: of(this.#ids.runs), below: of(this.#ids.below) }
  }

  hashInto(hasher: Hasher): void {
    hasher.value(this.#ids).value(this.areShared)
    for (const { id, bytes, content } of this.list) hasher.string(id).word(bytes).value(content)
  }
}

/** `inStorage`: files that need not be sent. */
export function filesOf(levels: Levels, inStorage: ReadonlySet<string>, areShared: boolean): LsmFiles {
  const list = allBlocks(levels).map(block => ({
    id: block.id,
    bytes: block.bytes,
    content: inStorage.has(block.id) ? null : block,
  }))
  const ids = (rows: Levels['runs']) => rows.map(blocks => blocks.map(({ id }) => id))
  return new LsmFiles(list, { runs: ids(levels.runs), below: ids(levels.below) }, areShared)
}

/** The rows of a part, merged from its files when somebody asks. */
export class LsmPartRows extends Shared implements ReadonlyMap<string, unknown> {
  readonly #files: LsmFiles
  #merged: ReadonlyMap<string, unknown> | null = null

  constructor(files: LsmFiles) {
    super()
    this.#files = files
  }

  #rows(): ReadonlyMap<string, unknown> {
    if (this.#merged !== null) return this.#merged
    return (this.#merged = rowsOf(this.#files.newestFirst()))
  }

  /** The rows are those of the files, which are part of the hash. */
  hashInto(hasher: Hasher): void {
    hasher.string('files')
  }

  get size(): number {
    return this.#files.count
  }

  has(row: string): boolean {
    return this.#rows().has(row)
  }

  get(row: string): unknown {
    return this.#rows().get(row)
  }

  keys(): MapIterator<string> {
    return this.#rows().keys()
  }

  values(): MapIterator<unknown> {
    return this.#rows().values()
  }

  entries(): MapIterator<[string, unknown]> {
    return this.#rows().entries()
  }

  forEach(each: (value: unknown, row: string, map: ReadonlyMap<string, unknown>) => void): void {
    this.#rows().forEach((value, row) => each(value, row, this))
  }

  [Symbol.iterator](): MapIterator<[string, unknown]> {
    return this.entries()
  }
}

function rowsOf(newestFirst: readonly Source[]): Map<string, unknown> {
  const { rows, entries } = mergedRows(newestFirst, true)
  return new Map(rows.map((row, i) => [row, entries[i]]))
}

/** The rows of files that lie as bytes, as `encode` gave them. */
export function rowsOfBytes(newestFirst: readonly (readonly Uint8Array[])[]): Map<string, unknown> {
  return rowsOf(newestFirst.map(run => run.map(bytes => ({ content: decodeContent(bytes) }))))
}
