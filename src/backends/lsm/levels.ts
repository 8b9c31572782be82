/**
 * The levels of one state: below the memtable L0, whose runs overlap, newest first; then L1 and deeper, each sorted
 * and without overlap. Levels are never changed, only replaced, so that a snapshot, a keyframe and the working state
 * may all hold the same ones. Compaction is leveled, as in RocksDB.
 */
import { blocksOf, compareKeys, type Block, type KeyAt } from './block.ts'
import { mergedRows } from './merge.ts'

type Sorted = readonly Block[]

export interface Levels {
  /** L0: what each flush has written, newest first. */
  readonly runs: readonly Sorted[]
  /** L1 and deeper. */
  readonly below: readonly Sorted[]
}

export interface LevelLimits {
  /** Runs in L0 at which they are merged into L1. */
  readonly runs: number
  /** Bytes of L1; each deeper level has ten times as many. */
  readonly baseBytes: number
  readonly blockRows: number
  readonly rowBytes: number
}

export const NO_LEVELS: Levels = { runs: [], below: [] }
const LEVEL_FACTOR = 10

export function allBlocks({ runs, below }: Levels): Block[] {
  return [...runs, ...below].flat()
}

export const bytesOf = (blocks: readonly Block[]): number => blocks.reduce((sum, { bytes }) => sum + bytes, 0)

/** The one block of a sorted row of blocks that may hold a key. */
function blockFor(blocks: Sorted, at: KeyAt): Block | null {
  const found = blocks[firstReaching(blocks, at)]
  return found?.covers(at) === true ? found : null
}

/** Index of the first block that ends at or behind a key. */
function firstReaching(blocks: Sorted, at: KeyAt): number {
  let low = 0
  let high = blocks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareKeys(blocks[middle]!.last, at) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** The blocks that may hold a key, newest first. */
export function blocksFor({ runs, below }: Levels, at: KeyAt): Block[] {
  const found: Block[] = []
  for (let i = 0; i < runs.length + below.length; i++) {
    const block = blockFor(i < runs.length ? runs[i]! : below[i - runs.length]!, at)
    if (block !== null) found.push(block)
  }
  return found
}

/**
 * A compaction under way. It takes part after part of the keys, so that of each source only a few blocks have to be in
 * memory; the levels stay as they are until it is through.
 */
export interface Compaction {
  /** Level that is merged into the one below; 0: runs. */
  readonly level: number
  /** The newest first, the level below last. */
  readonly sources: readonly Sorted[]
  /** Nothing older lies deeper: a deletion need not be remembered. */
  readonly isDeepest: boolean
  /** Up to this key all is written. */
  readonly done: KeyAt | null
  /** With the next part it is through. */
  readonly isAtLast: boolean
  readonly written: Sorted
}

/** Where a compaction has to begin; null: every level is within its bounds. */
function overfull({ runs, below }: Levels, limits: LevelLimits): number | null {
  if (runs.length >= limits.runs) return 0
  let most = limits.baseBytes
  for (let level = 1; level <= below.length; level++, most *= LEVEL_FACTOR)
    if (bytesOf(below[level - 1]!) > most) return level
  return null
}

export const isOverfull = (levels: Levels, limits: LevelLimits): boolean => overfull(levels, limits) !== null

/** What has to be merged next; null: nothing. */
export function compactionOf(levels: Levels, limits: LevelLimits): Compaction | null {
  const { runs, below } = levels
  const level = overfull(levels, limits)
  if (level === null) return null
  // The block that was made first moves down, which goes round the keys in time.
  const upper = level === 0 ? runs : [[oldest(below[level - 1]!)]]
  const lower = (below[level] ?? []).filter(block => overlapsAny(upper, block))
  const sources = [...upper, lower]
  const isDeepest = below.slice(level + 1).every(deeper => !deeper.some(b => overlapsAny(sources, b)))
  return atPart({ level, sources, isDeepest, done: null, isAtLast: false, written: [] })
}

const oldest = (blocks: Sorted): Block =>
  blocks.reduce((first, block) => (block.id < first.id ? block : first))

const overlapsAny = (sources: readonly Sorted[], block: Block): boolean =>
  sources.some(blocks => blocks[firstReaching(blocks, block.first)]?.overlaps(block) === true)

/** Blocks of one source that a part reaches over. */
const PART_BLOCKS = 8

/** The next part of a compaction: how far it goes, and which blocks it needs. */
export interface CompactionPart {
  /** Null: to the end. */
  readonly upTo: KeyAt | null
  readonly sources: readonly Sorted[]
}

export function partOf({ sources, done }: Compaction): CompactionPart {
  const left = sources.map(blocks => (done === null ? blocks : blocks.slice(firstBehind(blocks, done))))
  let upTo: KeyAt | null = null
  for (const blocks of left) {
    if (blocks.length <= PART_BLOCKS) continue
    const { last } = blocks[PART_BLOCKS - 1]!
    if (upTo === null || compareKeys(last, upTo) < 0) upTo = last
  }
  const isIn = ({ first }: Block) => upTo === null || compareKeys(first, upTo) <= 0
  return { upTo, sources: left.map(blocks => blocks.slice(0, PART_BLOCKS).filter(isIn)) }
}

/** Index of the first block that ends behind a key. */
function firstBehind(blocks: Sorted, at: KeyAt): number {
  const index = firstReaching(blocks, at)
  return index < blocks.length && compareKeys(blocks[index]!.last, at) === 0 ? index + 1 : index
}

/** The compaction after its next part. */
export function withPart(
  compaction: Compaction,
  { upTo, sources }: CompactionPart,
  limits: LevelLimits,
  nextId: () => string,
): Compaction {
  const rows = mergedRows(sources, compaction.isDeepest, compaction.done, upTo)
  const blocks = rows.keys.length === 0 ? [] : blocksOf(rows, limits.blockRows, limits.rowBytes, nextId)
  return atPart({ ...compaction, done: upTo, written: [...compaction.written, ...blocks] })
}

const atPart = (compaction: Compaction): Compaction => ({
  ...compaction,
  isAtLast: partOf(compaction).upTo === null,
})

/** The levels after a compaction whose parts are all written. Runs that were flushed meanwhile stay. */
export function compacted(levels: Levels, { level, sources, written }: Compaction): Levels {
  const taken = new Set(sources.flat())
  const left = (blocks: Sorted) => blocks.filter(block => !taken.has(block))
  const runs = level === 0 ? levels.runs.slice(0, levels.runs.length - sources.length + 1) : levels.runs
  const below = [...levels.below]
  if (level > 0) below[level - 1] = left(below[level - 1]!)
  below[level] = [...left(below[level] ?? []), ...written].sort((a, b) => compareKeys(a.first, b.first))
  return { runs, below }
}
