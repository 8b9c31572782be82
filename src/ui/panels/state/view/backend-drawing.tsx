/** A state backend as a drawing: objects and what is kept of them, a memtable over blocks, or rows and their cache. */
import type {
  BackendView,
  BlockView,
  HeapView,
  LevelsView,
  RowsView,
} from '../../../../engine/api/backend-view.ts'
import type { CheckpointPhase, StateRow } from '../../../../engine/api/frame.ts'
import { bytes } from '../../../i18n/format.ts'
import { useTexts } from '../../../i18n/texts.ts'
import { classes } from '../../../kit/classes.ts'
import styles from './backend-drawing.module.css'
import { drawingTexts } from './drawing-text.ts'

const ROWS_DRAWN = 4
const BLOCKS_DRAWN = 6

interface DrawingProps {
  readonly view: BackendView
  /** The rows of the task, the last changed first. */
  readonly rows: readonly StateRow[]
  /** Retained checkpoints that refer to a block. */
  readonly usedBy: Readonly<Record<string, readonly number[]>>
  /** A snapshot of this checkpoint is being written; 0: none. */
  readonly writing: number
}

export function BackendDrawing({ view, rows, usedBy, writing }: DrawingProps) {
  switch (view.type) {
    case 'heap':
      return <Heap view={view} rows={rows} writing={writing} />
    case 'levels':
      return <Levels view={view} usedBy={usedBy} />
    case 'rows':
      return <Rows view={view} rows={rows} />
  }
}

/** Whether the task writes a snapshot in this phase of its checkpoint. */
export const isBeingWritten = (phase: CheckpointPhase | null): boolean =>
  phase === 'async' || phase === 'sync'

/** The key of a row's text; a row in a namespace has that before it. */
const keyOf = (row: string): string => row.slice(row.lastIndexOf('|') + 1)

const chipText = (key: string, value: unknown): string =>
  value === undefined ? `${key} ✕` : `${key} = ${typeof value === 'string' ? value : JSON.stringify(value)}`

function Heap({
  view,
  rows,
  writing,
}: {
  readonly view: HeapView
  readonly rows: readonly StateRow[]
  readonly writing: number
}) {
  const text = useTexts(drawingTexts)
  const old = new Map(view.kept.map(({ row, value }) => [keyOf(row), value]))
  const kept = rows.filter(({ key }) => old.has(key))
  const shown = [...kept, ...rows.filter(({ key }) => !old.has(key))].slice(0, ROWS_DRAWN)
  const shared = shown.find(({ key }) => !old.has(key))
  const isFrozen = writing > 0
  if (shown.length === 0) return <p className={styles.note}>{text.noRows}</p>
  return (
    <div className={styles.drawing}>
      <p className={styles.caption}>{text.live}</p>
      <div className={styles.pairs}>
        {shown.map(({ state, namespace, key, value }) => (
          <span key={`${state} ${namespace} ${key}`} className={styles.pair}>
            <span className={classes(styles.chip, old.has(key) && styles.changed)}>
              {chipText(key, value)}
            </span>
            {isFrozen && (
              <>
                <span className={classes(styles.link, !old.has(key) && styles.shared)} aria-hidden="true" />
                <span className={classes(styles.chip, styles.frozen)}>
                  {chipText(key, old.has(key) ? old.get(key) : value)}
                </span>
              </>
            )}
          </span>
        ))}
        <span className={styles.note}>{text.moreRows(view.rows - shown.length)}</span>
      </div>
      {isFrozen && <p className={styles.caption}>{text.frozen(writing)}</p>}
      {isFrozen && kept[0] !== undefined && <p>{text.copiedOnce(kept[0].key, view.copied)}</p>}
      {isFrozen && shared !== undefined && <p className={styles.note}>{text.sharedRow(shared.key)}</p>}
    </div>
  )
}

function Levels({ view, usedBy }: { readonly view: LevelsView; readonly usedBy: DrawingProps['usedBy'] }) {
  const text = useTexts(drawingTexts)
  const all = view.states.flatMap(({ levels }) => levels.flatMap(({ blocks }) => blocks))
  const { bloomSpared = 0, cacheHits = 0, blockReads = 0 } = view.counts
  return (
    <div className={styles.drawing}>
      {view.states.map(({ state, memtable, memtableRows, memtableBytes, levels }) => (
        <div key={state} className={styles.levels}>
          {view.states.length > 1 && <span className={styles.state}>{state}</span>}
          <span className={styles.place}>{text.memtable}</span>
          <ul className={styles.chips}>
            {memtable.map(({ row, value }) => (
              <li key={row} className={classes(styles.chip, styles.changed)}>
                {chipText(keyOf(row), value)}
              </li>
            ))}
            <li className={styles.note}>{text.memtableHolds(memtableRows, bytes(memtableBytes))}</li>
          </ul>
          {levels.map(({ level, blocks }, i) => (
            <LevelRow key={`${level} ${i}`} level={level} blocks={blocks} usedBy={usedBy} />
          ))}
          {levels.length === 0 && (
            <>
              <span className={styles.place}>L0</span>
              <span className={styles.note}>{text.noBlocks}</span>
            </>
          )}
        </div>
      ))}
      {all.some(({ id }) => (usedBy[id] ?? []).length === 0) && (
        <p className={styles.note}>{text.freshNote}</p>
      )}
      <p className={styles.note}>
        {text.cache(bytes(view.cacheBytes), bytes(view.cacheBudget), cacheHits, blockReads)}{' '}
        {text.bloom(bloomSpared)}
      </p>
    </div>
  )
}

interface LevelProps {
  readonly level: number
  readonly blocks: readonly BlockView[]
  readonly usedBy: DrawingProps['usedBy']
}

function LevelRow({ level, blocks, usedBy }: LevelProps) {
  const text = useTexts(drawingTexts)
  return (
    <>
      <span className={styles.place}>L{level}</span>
      <ul className={styles.chips}>
        {blocks.slice(0, BLOCKS_DRAWN).map(block => (
          <Block key={block.id} block={block} usedBy={usedBy[block.id] ?? []} />
        ))}
        {blocks.length > BLOCKS_DRAWN && (
          <li className={styles.note}>{text.moreBlocks(blocks.length - BLOCKS_DRAWN)}</li>
        )}
      </ul>
    </>
  )
}

function Block({ block, usedBy }: { readonly block: BlockView; readonly usedBy: readonly number[] }) {
  const text = useTexts(drawingTexts)
  const { id, rows, first, last, cached } = block
  const isFresh = usedBy.length === 0
  const [from, to] = [keyOf(first), keyOf(last)]
  const told = [
    text.block(id, rows, block.bytes),
    text.usedBy(usedBy),
    ...(cached ? [text.cached] : []),
  ].join('\n')
  return (
    <li className={classes(styles.chip, isFresh ? styles.fresh : styles.settled)} title={told}>
      {from === to ? from : `${from} … ${to}`}
      <span aria-hidden="true">
        {isFresh ? ' +' : ''}
        {cached ? ' ●' : ''}
      </span>
      <span className="visually-hidden">, {told}</span>
    </li>
  )
}

function Rows({ view, rows }: { readonly view: RowsView; readonly rows: readonly StateRow[] }) {
  const text = useTexts(drawingTexts)
  const waiting = new Set(view.waiting.map(({ row }) => keyOf(row)))
  const first = rows.filter(({ key }) => waiting.has(key))
  const shown = [...first, ...rows.filter(({ key }) => !waiting.has(key))].slice(0, ROWS_DRAWN)
  if (shown.length === 0) return <p className={styles.note}>{text.noRows}</p>
  return (
    <div className={styles.drawing}>
      <p className={styles.caption}>{text.objectStore(`${shown[0]!.operator} / ${shown[0]!.state}`)}</p>
      <ul className={styles.rows}>
        {shown.map(({ state, namespace, key, keyGroup, value }) => (
          <li key={`${state} ${namespace} ${key}`} className={styles.rowLine}>
            <span className={classes(styles.row, waiting.has(key) && styles.changed)}>
              <span className={styles.group}>{keyGroup}</span>
              <span>{key}</span>
              <span>{value}</span>
            </span>
            {waiting.has(key) && <span className={styles.note}>{text.dirty}</span>}
          </li>
        ))}
      </ul>
      <p className={styles.note}>{text.moreRows(view.rows - shown.length)}</p>
      <p className={styles.note}>{text.rowCache(view.cached, view.cacheRows, view.dirty)}</p>
    </div>
  )
}
