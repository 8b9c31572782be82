/** A state backend from inside: what it holds where, and what it has cost. Read from the frame, like everything drawn. */
import type {
  BackendView,
  BlockView,
  HeapView,
  LevelsView,
  RowsView,
} from '../../../engine/api/backend-view.ts'
import type { Frame, TaskFrame } from '../../../engine/api/frame.ts'
import { bytes } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import styles from './backend-inside.module.css'
import { backendTexts } from './backend-text.ts'

/** Blocks of one level that are drawn one by one. */
const BLOCKS_MAX = 12

interface Props {
  readonly task: TaskFrame
  readonly backend: string
  readonly storage: Frame['storage']
}

export function BackendInside({ task, backend, storage }: Props) {
  const text = useTexts(backendTexts)
  return (task.backends ?? []).map(({ operator, view }) => (
    <section key={operator} className={styles.inside} aria-label={text.title(operator, backend)}>
      <h3 className={styles.title}>{text.title(operator, backend)}</h3>
      <View view={view} usedBy={storage.blocks ?? {}} />
      <p className={styles.note}>{text.simulated}</p>
    </section>
  ))
}

type UsedBy = Readonly<Record<string, readonly number[]>>

function View({ view, usedBy }: { readonly view: BackendView; readonly usedBy: UsedBy }) {
  switch (view.type) {
    case 'heap':
      return <Heap view={view} />
    case 'levels':
      return <Levels view={view} usedBy={usedBy} />
    case 'rows':
      return <Rows view={view} />
  }
}

function Heap({ view }: { readonly view: HeapView }) {
  const text = useTexts(backendTexts)
  return (
    <>
      <p>{text.heap(view.rows)}</p>
      <p>{text.copied(view.copied)}</p>
    </>
  )
}

function Levels({ view, usedBy }: { readonly view: LevelsView; readonly usedBy: UsedBy }) {
  const text = useTexts(backendTexts)
  return (
    <>
      {view.states.map(({ state, memtableRows, memtableBytes, levels }) => (
        <div key={state} className={styles.levels}>
          <span className={styles.state}>{state}</span>
          <span className={styles.place}>{text.memtable}</span>
          <span className={styles.memtable}>{text.memtableHolds(memtableRows, bytes(memtableBytes))}</span>
          {levels.map(({ level, blocks }, i) => (
            <Level key={`${level} ${i}`} level={level} blocks={blocks} usedBy={usedBy} />
          ))}
          {levels.length === 0 && <span className={styles.none}>{text.noBlocks}</span>}
        </div>
      ))}
      <dl className={styles.facts}>
        <dt>{text.cacheName}</dt>
        <dd>{text.cache(bytes(view.cacheBytes), bytes(view.cacheBudget))}</dd>
        <dt>{text.amplification}</dt>
        <dd>{text.times(view.writeAmplification.toFixed(1))}</dd>
        <Counts counts={view.counts} />
      </dl>
    </>
  )
}

interface LevelProps {
  readonly level: number
  readonly blocks: readonly BlockView[]
  readonly usedBy: UsedBy
}

function Level({ level, blocks, usedBy }: LevelProps) {
  const text = useTexts(backendTexts)
  return (
    <>
      <span className={styles.place}>{text.level(level)}</span>
      <ul className={styles.blocks}>
        {blocks.slice(0, BLOCKS_MAX).map(block => (
          <Block key={block.id} block={block} usedBy={usedBy[block.id] ?? []} />
        ))}
        {blocks.length > BLOCKS_MAX && (
          <li className={styles.none}>{text.moreBlocks(blocks.length - BLOCKS_MAX)}</li>
        )}
      </ul>
    </>
  )
}

function Block({ block, usedBy }: { readonly block: BlockView; readonly usedBy: readonly number[] }) {
  const text = useTexts(backendTexts)
  const { id, rows, first, last, cached } = block
  const told = [text.block(id, rows, first, last), text.usedBy(usedBy), ...(cached ? [text.cached] : [])]
  return (
    <li className={usedBy.length > 0 ? styles.shared : styles.block} title={told.join('\n')}>
      <span aria-hidden="true">
        {first} … {last}
        {cached ? ' ●' : ''}
      </span>
      <span className="visually-hidden">{told.join(', ')}</span>
    </li>
  )
}

function Rows({ view }: { readonly view: RowsView }) {
  const text = useTexts(backendTexts)
  return (
    <dl className={styles.facts}>
      <dt>{text.rowsName}</dt>
      <dd>{view.rows}</dd>
      <dt>{text.rowCache}</dt>
      <dd>{text.rowCacheHolds(view.cached, view.cacheRows, view.dirty)}</dd>
      <Counts counts={view.counts} />
    </dl>
  )
}

function Counts({ counts }: { readonly counts: Readonly<Record<string, number>> }) {
  const text = useTexts(backendTexts)
  const { gets = 0, puts = 0, serialised = 0, deserialised = 0 } = counts
  return (
    <>
      <dt>{text.counts}</dt>
      <dd>{text.accesses(gets, puts)}</dd>
      <dt>{text.copies}</dt>
      <dd>{text.serialised(serialised, deserialised)}</dd>
    </>
  )
}
