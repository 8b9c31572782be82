/**
 * Every subtask of one checkpoint: its phases drawn to scale, and the same in numbers. One table serves the eye, the
 * keyboard and a screen reader; what the bars show is in each row as words.
 */
import { useRef, useState } from 'react'
import { bytes, duration } from '../../../i18n/format.ts'
import { useText, useTexts } from '../../../i18n/texts.ts'
import { classes } from '../../../kit/classes.ts'
import { hatchUrl } from '../../../kit/patterns.tsx'
import { useElementSize } from '../../../kit/use-element-size.ts'
import {
  isAcknowledged,
  partsOf,
  spansOf,
  type ShownCheckpoint,
  type ShownPart,
  type ShownVertex,
} from './model.ts'
import { ACK_ROOM, PhaseBar, placeOn, type PhaseScale } from './phase-bar.tsx'
import legend from '../../../kit/legend.module.css'
import styles from './phases-table.module.css'
import { rowsOf, sortRows, type SortColumn, type Sorting } from './phase-rows.ts'
import { stragglerRule } from './straggler.ts'
import { viewTexts, type ViewTexts } from './text.ts'
import { ticksUpTo } from './time-scale.ts'

interface TableProps {
  readonly checkpoint: ShownCheckpoint
  readonly onChoose?: ((name: string) => void) | undefined
}

/** Beyond this many rows they stand closer. */
const MANY = 14
const TICK_PX = 64

export function PhasesTable({ checkpoint, onChoose }: TableProps) {
  const text = useTexts(viewTexts)
  const [sorting, setSorting] = useState<Sorting | null>(null)
  const axis = useRef<HTMLDivElement>(null)
  const { width } = useElementSize(axis)
  const rows = sortRows(rowsOf(checkpoint), sorting)
  const end = extentOf(checkpoint)
  const scale: PhaseScale = {
    width,
    height: rows.length > MANY ? 26 : 34,
    end,
    ticks: ticksUpTo(end, Math.max(1, Math.floor(width / TICK_PX))),
  }
  const rule = stragglerRule(
    partsOf(checkpoint)
      .filter(isAcknowledged)
      .map(part => part.ackedAfter),
  )
  const head = { sorting, onSort: setSorting }
  return (
    <section aria-label={text.phasesTitle}>
      <div className={styles.head}>
        <h3 className={styles.title}>{text.phasesTitle}</h3>
        <PhaseLegend unaligned={partsOf(checkpoint).some(part => part.unaligned)} />
      </div>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <SortHead {...head} column={null} label={text.subtask} className={styles.name} />
              <th scope="col" className={styles.chart}>
                <span className="visually-hidden">{text.scale}</span>
                <div ref={axis} className={styles.axis}>
                  <Axis scale={scale} />
                </div>
              </th>
              <SortHead {...head} column="ackedAfter" label={text.ackedAfter} className={styles.number} />
              <SortHead {...head} column="uploaded" label={text.uploaded} className={styles.number} />
              <SortHead {...head} column="full" label={text.full} className={styles.number} />
            </tr>
          </thead>
          <tbody>
            {rows.map(row =>
              row.type === 'part' ? (
                <PartRow
                  key={`${row.vertex.id} ${row.part.index}`}
                  part={row.part}
                  scale={scale}
                  behind={rule !== null && row.part.ackedAfter >= rule.limit}
                  endedAfter={checkpoint.failure?.after ?? -1}
                  onChoose={onChoose}
                />
              ) : (
                <VertexRow key={row.vertex.id} vertex={row.vertex} />
              ),
            )}
          </tbody>
        </table>
      </div>
      <StragglerLine checkpoint={checkpoint} />
    </section>
  )
}

/** µs from the trigger to the last thing that is drawn. */
function extentOf(checkpoint: ShownCheckpoint): number {
  const parts = partsOf(checkpoint)
  const ends = parts.flatMap(part => [part.ackedAfter, ...spansOf(part).map(span => span.to)])
  return Math.max(1, checkpoint.duration, ...ends, checkpoint.failure?.after ?? 0)
}

function Axis({ scale }: { readonly scale: PhaseScale }) {
  return (
    <svg width={scale.width} height={18} aria-hidden="true" className={styles.ticks}>
      {scale.ticks.map((tick, i) => (
        <text
          key={tick}
          x={placeOn(scale, tick) + (i === 0 ? 1 : 0)}
          y={9}
          dy=".36em"
          fontSize={11.5}
          textAnchor={
            i === 0 ? 'start' : placeOn(scale, tick) > scale.width - 24 - ACK_ROOM ? 'end' : 'middle'
          }
          fill="var(--text3)"
        >
          {tick === 0 ? '0' : duration(tick).replace(/\.?0+ s$/, ' s')}
        </text>
      ))}
    </svg>
  )
}

interface HeadProps {
  /** Null: the order of the job. */
  readonly column: SortColumn | null
  readonly label: string
  readonly className: string | undefined
  readonly sorting: Sorting | null
  readonly onSort: (sorting: Sorting | null) => void
}

/** Downwards first, since one looks for the largest; then upwards; then the order of the job again. */
function SortHead({ column, label, className, sorting, onSort }: HeadProps) {
  const text = useTexts(viewTexts)
  const active = column !== null && sorting?.column === column
  const next = (): Sorting | null => {
    if (column === null) return null
    if (!active) return { column, direction: 'descending' }
    return sorting.direction === 'descending' ? { column, direction: 'ascending' } : null
  }
  return (
    <th scope="col" className={className} aria-sort={active ? sorting.direction : undefined}>
      <button
        type="button"
        className={styles.sort}
        aria-label={column === null ? `${label}: ${text.topological}` : text.sortBy(label)}
        onClick={() => onSort(next())}
      >
        {label}
        {active && <span aria-hidden="true">{sorting.direction === 'descending' ? ' ↓' : ' ↑'}</span>}
      </button>
    </th>
  )
}

interface RowProps {
  readonly part: ShownPart
  readonly scale: PhaseScale
  readonly behind: boolean
  readonly endedAfter: number
  readonly onChoose: ((name: string) => void) | undefined
}

function PartRow({ part, scale, behind, endedAfter, onChoose }: RowProps) {
  const text = useTexts(viewTexts)
  const phases = useText().phases
  const acked = isAcknowledged(part)
  const phase = part.phase === null ? '' : phases[part.phase](part.barriersSeen, part.barriersTotal)
  return (
    <tr className={classes(behind && styles.straggler)}>
      <th scope="row" className={styles.name}>
        {onChoose === undefined ? (
          part.name
        ) : (
          <button type="button" className={styles.choose} onClick={() => onChoose(part.name)}>
            {part.name}
          </button>
        )}
        {behind && <span className="visually-hidden">, {text.straggler}</span>}
      </th>
      <td className={styles.chart}>
        <span className="visually-hidden">{inWords(part, text)}</span>
        <PhaseBar part={part} scale={scale} endedAfter={endedAfter} />
      </td>
      {acked ? (
        <>
          <td className={classes(styles.number, styles.acked)}>{duration(part.ackedAfter)}</td>
          <td className={styles.number}>{bytes(part.uploaded)}</td>
          <td className={styles.number}>{bytes(part.full)}</td>
        </>
      ) : (
        <td colSpan={3} className={styles.missing}>
          {phase === '' ? text.notAcknowledged : `n/a · ${phase}`}
        </td>
      )}
    </tr>
  )
}

/** What the bar shows. */
const inWords = (part: ShownPart, text: ViewTexts): string =>
  spansOf(part)
    .map(({ phase, from, to }) => `${text[phase]} ${duration(to - from)}`)
    .join(', ')

function VertexRow({ vertex }: { readonly vertex: ShownVertex }) {
  const text = useTexts(viewTexts)
  return (
    <tr>
      <th scope="row" className={styles.name}>
        {vertex.name}
      </th>
      <td className={styles.note}>{text.notInFiles(vertex.acknowledged, vertex.total)}</td>
      <td className={classes(styles.number, styles.acked)}>{duration(vertex.latestAckAfter)}</td>
      <td className={styles.number}>{bytes(vertex.uploaded)}</td>
      <td className={styles.number}>{bytes(vertex.full)}</td>
    </tr>
  )
}

function PhaseLegend({ unaligned }: { readonly unaligned: boolean }) {
  const text = useTexts(viewTexts)
  return (
    <ul className={legend.legend} aria-hidden="true">
      <li>
        <svg width={20} height={12}>
          <path d="M1 6H19" stroke="var(--text3)" strokeWidth={1.4} strokeDasharray="1.5 3.5" />
        </svg>
        {text.startDelay}
      </li>
      <LegendBox
        label={text.alignment}
        fill={hatchUrl('alignment')}
        edge="var(--wait)"
        height={unaligned ? 5 : 11}
      />
      <LegendBox label={text.sync} fill="var(--ctl)" edge="var(--ctl)" />
      <LegendBox label={text.async} fill={hatchUrl('async')} edge="var(--ctl)" />
      <li>
        <svg width={9} height={12}>
          <path d="M2 1l5 5l-5 5" fill="none" stroke="var(--ctl)" strokeWidth={2} />
        </svg>
        {text.ack}
      </li>
      <li>
        <svg width={20} height={12}>
          <rect
            x={1}
            y={1}
            width={18}
            height={10}
            fill="var(--fail-tint)"
            stroke="var(--fail)"
            strokeDasharray="3 2"
          />
        </svg>
        {text.straggler}
      </li>
    </ul>
  )
}

interface LegendBoxProps {
  readonly label: string
  readonly fill: string
  readonly edge: string
  readonly height?: number
}

const LegendBox = ({ label, fill, edge, height = 11 }: LegendBoxProps) => (
  <li>
    <svg width={20} height={12}>
      <rect x={1} y={(12 - height) / 2 + 0.5} width={18} height={height - 1} fill={fill} stroke={edge} />
    </svg>
    {label}
  </li>
)

/** The rule in numbers: who is behind, or that nobody is. */
function StragglerLine({ checkpoint }: { readonly checkpoint: ShownCheckpoint }) {
  const text = useTexts(viewTexts)
  const acked = partsOf(checkpoint).filter(isAcknowledged)
  if (acked.length === 0) return null
  const rule = stragglerRule(acked.map(part => part.ackedAfter))
  if (rule === null) return <p className={styles.rule}>{text.tooFew}</p>
  const behind = acked.filter(part => part.ackedAfter >= rule.limit)
  if (behind.length === 0)
    return <p className={styles.rule}>{text.noStraggler(duration(Math.round(rule.limit)))}</p>
  const least = Math.min(...behind.map(part => part.ackedAfter))
  return (
    <p className={styles.rule} data-testid="straggler">
      <span className={styles.pill}>
        <span aria-hidden="true">▲ </span>
        {text.straggler}
      </span>
      {behind.map(part => part.name).join(', ')}:{' '}
      {text.stragglerRule(
        duration(least),
        duration(Math.round(rule.p95)),
        duration(Math.round(1.5 * rule.median)),
      )}
    </p>
  )
}
