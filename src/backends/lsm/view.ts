/** The log-structured store as it is drawn. */
import type { VersionedRow } from '../../base/versioned-map.ts'
import { SAMPLE_MAX, type BlockView, type LevelsView, type SampleRow } from '../../engine/api/backend-view.ts'
import type { Block } from './block.ts'
import type { LsmData, LsmOptions } from './data.ts'
import { valueOf } from '../shared/entry.ts'
import type { Levels } from './levels.ts'
import type { LsmTable } from './table.ts'

export function viewOf(data: LsmData, tables: readonly LsmTable[], options: LsmOptions): LevelsView {
  const { counts, cachedBytes } = data
  const states = tables.flatMap(({ state, held }) =>
    held === null
      ? []
      : [
          {
            state,
            memtableRows: held.memtable.rows.size,
            memtableBytes: held.written,
            memtable: sampleOf(held.memtable.rows),
            levels: levelsOf(data, held.levels),
          },
        ],
  )
  return {
    type: 'levels',
    states,
    cacheBytes: cachedBytes,
    cacheBudget: options.cacheBytes,
    counts: { ...counts },
    writeAmplification:
      counts.bytesPut === 0 ? 0 : (counts.bytesFlushed + counts.bytesCompacted) / counts.bytesPut,
  }
}

/** The last written first, which is not the order of the map. */
function sampleOf(rows: ReadonlyMap<string, VersionedRow>): SampleRow[] {
  return [...rows]
    .sort(([, a], [, b]) => b.changed - a.changed)
    .slice(0, SAMPLE_MAX)
    .map(([row, { value }]) => ({ row, value: valueOf(value) }))
}

function levelsOf(data: LsmData, { runs, below }: Levels): LevelsView['states'][number]['levels'] {
  const view = (blocks: readonly Block[]) => blocks.map(block => blockView(data, block))
  const deeper = below.map((blocks, i) => ({ level: i + 1, blocks: view(blocks) }))
  return [...runs.map(run => ({ level: 0, blocks: view(run) })), ...deeper]
}

function blockView(data: LsmData, block: Block): BlockView {
  const { id, count, bytes, first, last } = block
  return { id, rows: count, bytes, first: first.key, last: last.key, cached: data.cache.has(id) }
}
