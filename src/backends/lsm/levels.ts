/**
 * The levels of one state: below the memtable L0, whose runs overlap, newest first; then L1 and deeper, each sorted
 * and without overlap. Levels are never changed, only replaced, so that a snapshot, a keyframe and the working state
 * may all hold the same ones. Compaction is leveled, as in RocksDB.
 */
import { stacked, valueOf } from './entry.ts'
import { blocksOf, byRow, type Block, type BlockRow } from './block.ts'

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
function blockFor(blocks: Sorted, group: number, key: string): Block | undefined {
  let low = 0
  let high = blocks.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    const { lastGroup, lastKey } = blocks[middle]!
    if (lastGroup < group || (lastGroup === group && lastKey < key)) low = middle + 1
    else high = middle
  }
  const found = blocks[low]
  return found?.covers(group, key) === true ? found : undefined
}

/** The blocks that may hold a key, newest first. */
export function* blocksFor({ runs, below }: Levels, group: number, key: string): Generator<Block> {
  for (const run of runs) {
    const found = blockFor(run, group, key)
    if (found !== undefined) yield found
  }
  for (const level of below) {
    const found = blockFor(level, group, key)
    if (found !== undefined) yield found
  }
}

export interface Compaction {
  /** Level that is merged into the one below; 0: all runs. */
  readonly level: number
  readonly upper: Sorted
  /** Blocks of the level below that overlap. */
  readonly lower: Sorted
  /** Nothing older lies deeper: a deletion need not be remembered. */
  readonly isDeepest: boolean
}

/** What has to be merged next; null: every level is within its bounds. */
export function compactionOf(levels: Levels, limits: LevelLimits): Compaction | null {
  const { runs, below } = levels
  if (runs.length >= limits.runs) return compaction(levels, 0, runs.flat())
  let most = limits.baseBytes
  for (let level = 1; level <= below.length; level++, most *= LEVEL_FACTOR) {
    const blocks = below[level - 1]!
    // The block that was made first moves down, which goes round the keys in time.
    if (bytesOf(blocks) > most) return compaction(levels, level, [oldest(blocks)])
  }
  return null
}

const oldest = (blocks: Sorted): Block =>
  blocks.reduce((first, block) => (block.id < first.id ? block : first))

function compaction({ below }: Levels, level: number, upper: Sorted): Compaction {
  const lower = (below[level] ?? []).filter(block => upper.some(other => other.overlaps(block)))
  const involved = [...upper, ...lower]
  const isDeepest = below
    .slice(level + 1)
    .every(deeper => deeper.every(b => involved.every(o => !o.overlaps(b))))
  return { level, upper, lower, isDeepest }
}

/** The levels after a compaction, and what it wrote. */
export function compacted(
  levels: Levels,
  { level, upper, lower, isDeepest }: Compaction,
  limits: LevelLimits,
  nextId: () => string,
): { readonly levels: Levels; readonly written: Sorted } {
  const newestFirst = level === 0 ? levels.runs : [upper]
  const rows = mergedRows([...newestFirst, lower], isDeepest)
  const written = blocksOf(rows, limits.blockRows, limits.rowBytes, nextId)
  const below = [...levels.below]
  if (level > 0) below[level - 1] = below[level - 1]!.filter(block => !upper.includes(block))
  const kept = (below[level] ?? []).filter(block => !lower.includes(block))
  below[level] = [...kept, ...written].sort(byFirst)
  return { levels: { runs: level === 0 ? [] : levels.runs, below }, written }
}

const byFirst = (a: Block, b: Block): number =>
  a.firstGroup - b.firstGroup || (a.firstKey < b.firstKey ? -1 : a.firstKey > b.firstKey ? 1 : 0)

/** Rows of several sources, newest first, each row once. `isDeepest`: nothing lies below, so values are whole. */
export function mergedRows(newestFirst: readonly Sorted[], isDeepest: boolean): BlockRow[] {
  const all = newestFirst.flatMap((blocks, age) =>
    blocks.flatMap(block => [...block.walk()].map(row => ({ row, age }))),
  )
  all.sort((a, b) => byRow(a.row, b.row) || a.age - b.age)
  const merged: BlockRow[] = []
  for (const { row } of all) {
    const last = merged[merged.length - 1]
    if (last === undefined || byRow(last, row) !== 0) merged.push(row)
    else merged[merged.length - 1] = { ...last, entry: stacked(last.entry, row.entry) }
  }
  return isDeepest ? merged.flatMap(wholeRow) : merged
}

/** A row with nothing older below it; none where it is deleted. */
export function wholeRow(row: BlockRow): BlockRow[] {
  const entry = valueOf(row.entry)
  return entry === undefined ? [] : [{ ...row, entry }]
}
