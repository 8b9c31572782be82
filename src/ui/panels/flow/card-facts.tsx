/** The rows of a card between its name and its pips: offsets, keys, transactions, what it is doing. */
import type { Activity, StateRow, TaskFrame, VertexScene } from '../../../engine/api/frame.ts'
import { isLate } from '../../../store/watermarks.ts'
import { px, rect, right, type Rect } from '../../marks/geometry.ts'
import { Sign, type GlyphName } from '../../marks/glyphs.tsx'
import { RECORD_HEIGHT, RecordTag, recordWidth } from '../../marks/record-tag.tsx'
import { CHIP_HEIGHT, chipWidth, StateChip } from '../../marks/state-chip.tsx'
import { fitText, textWidth } from '../../marks/text-width.ts'
import { CARD_PADDING, type CardContext } from './card-context.ts'
import { Line } from './card-line.tsx'
import type { CardPlan, CardRow } from './card-plan.ts'
import { WatermarkLine } from './event-time.tsx'
import { SinkRows } from './sink-rows.tsx'

export interface CardFactsProps {
  readonly vertex: VertexScene
  readonly task: TaskFrame
  readonly box: Rect
  readonly plan: CardPlan
  readonly context: CardContext
}

export function CardFacts(all: CardFactsProps) {
  const { task, plan, context } = all
  // On a low card the sign of the activity stands before the fact, on the same line.
  const box = isSignOnly(plan) ? rect(all.box.x + 14, all.box.y, all.box.width - 14, all.box.height) : all.box
  const props = { ...all, box }
  const { texts } = context
  const rowY = (row: CardRow): number | null => {
    const y = plan.rows.get(row)
    return y === undefined ? null : box.y + y
  }
  const sink = task.sink
  const keysY = rowY('keys')
  const subtitleY = rowY('subtitle')
  const watermarkY = rowY('watermark')
  return (
    <g>
      {subtitleY !== null && sink !== null && (
        <Line box={box} y={subtitleY} label={sink.transactional ? texts.committingSink : texts.plainSink} />
      )}
      <Splits {...props} />
      <Chips {...props} />
      {keysY !== null && !saysFailure(task) && <Line box={box} y={keysY} label={texts.keys(task.keyCount)} />}
      {watermarkY !== null && <WatermarkLine task={task} box={box} y={watermarkY} context={context} />}
      <Failure {...all} />
      {sink !== null && <SinkRows box={box} context={context} sink={sink} rowY={rowY} />}
      <ActivityLine {...all} />
    </g>
  )
}

type Failed = TaskFrame & { readonly failure: string }

const saysFailure = (task: TaskFrame): task is Failed => task.state === 'FAILED' && task.failure !== null

/** Why it is down, next to where it happened. */
function Failure({ task, box, plan }: CardFactsProps) {
  if (!saysFailure(task)) return null
  // A low card has it in place of the number of keys; other facts stand on that line too.
  const row = plan.rows.get('chips') ?? plan.rows.get('keys')
  const y = row ?? (plan.density === 'full' ? (plan.rows.get('activity') ?? 40) : null)
  if (y === null) return null
  return (
    <text x={px(box.x + CARD_PADDING)} y={px(box.y + y)} dy=".36em" fontSize={12.5} fill="var(--fail-text)">
      {fitText(task.failure, box.width - 2 * CARD_PADDING, 12.5)}
    </text>
  )
}

function Splits({ task, box, plan, context }: CardFactsProps) {
  const middle = plan.rows.get('splits')
  const splits = task.source?.splits
  if (middle === undefined || splits === undefined) return null
  const { texts } = context
  if (splits.length === 1 || plan.density !== 'full') {
    const split = splits[0]
    return split === undefined ? null : (
      <Line
        box={box}
        y={box.y + middle}
        label={plan.density === 'full' ? texts.nextOffset : texts.offset}
        short={plan.density === 'full' ? texts.offset : ''}
        value={String(split.offset)}
      />
    )
  }
  const shown = splits.length > plan.splits ? splits.slice(0, plan.splits - 1) : splits
  const top = box.y + middle - (plan.splits * 20) / 2
  return (
    <g>
      {shown.map((split, i) => (
        <Line
          key={split.id}
          box={box}
          y={top + 10 + i * 20}
          label={split.idle ? `${split.id} · ${texts.idleInput}` : split.id}
          value={String(split.offset)}
        />
      ))}
      {shown.length < splits.length && (
        <Line
          box={box}
          y={top + 10 + shown.length * 20}
          label={texts.moreSplits(splits.length - shown.length)}
        />
      )}
    </g>
  )
}

/** The keys that changed last, in the order of the scene, so that a chip keeps its place. */
function shownRows(rows: readonly StateRow[], order: (key: string) => number, most: number): StateRow[] {
  return rows
    .slice(0, most)
    .toSorted((a, b) => order(a.key) - order(b.key) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

function Chips({ task, box, plan, context }: CardFactsProps) {
  const middle = plan.rows.get('chips')
  if (middle === undefined) return null
  const room = box.width - 2 * CARD_PADDING
  const textOf = (row: StateRow) => `${row.key} = ${row.value}`
  const most = room - (task.keyCount > 1 ? MORE_ROOM : 0)
  const fits = (rows: readonly StateRow[], more: number): boolean =>
    rows.reduce((sum, row) => sum + chipWidth(textOf(row), most) + CHIP_GAP, -CHIP_GAP) <=
    room - (more > 0 ? MORE_ROOM : 0)
  let count = Math.min(task.stateRows.length, 4)
  while (count > 1 && !fits(task.stateRows.slice(0, count), task.keyCount - count)) count--
  const rows = shownRows(task.stateRows, context.keyOrder, count)
  const newest = task.stateRows[0]
  const more = task.keyCount - rows.length
  const widths = rows.map(row => chipWidth(textOf(row), most))
  const chipX = (i: number) =>
    box.x + CARD_PADDING + widths.slice(0, i).reduce((sum, width) => sum + width + CHIP_GAP, 0)
  return (
    <g>
      {rows.map((row, i) => (
        <StateChip
          key={`${row.operator} ${row.state} ${row.namespace} ${row.key}`}
          x={chipX(i)}
          y={box.y + middle - CHIP_HEIGHT / 2}
          width={widths[i] ?? 0}
          text={textOf(row)}
          slot={context.slotOf(row.key)}
          changed={row === newest}
        />
      ))}
      {more > 0 && (
        <text x={px(chipX(rows.length))} y={px(box.y + middle)} dy=".36em" fontSize={12} fill="var(--text2)">
          {context.texts.more(more)}
        </text>
      )}
    </g>
  )
}

const CHIP_GAP = 6
/** Room for "+12". */
const MORE_ROOM = 26

const ACTIVITY_LOOK: Readonly<
  Record<Activity, { readonly sign: GlyphName; readonly color: string; readonly signColor: string }>
> = {
  idle: { sign: 'ring', color: 'var(--text3)', signColor: 'var(--text3)' },
  paused: { sign: 'bar', color: 'var(--wait-text)', signColor: 'var(--wait)' },
  busy: { sign: 'dot', color: 'var(--text2)', signColor: 'var(--text2)' },
  backpressured: { sign: 'square', color: 'var(--wait-text)', signColor: 'var(--wait)' },
  snapshotting: { sign: 'bar', color: 'var(--ctl-text)', signColor: 'var(--ctl)' },
  restoring: { sign: 'restart', color: 'var(--past-text)', signColor: 'var(--past)' },
  down: { sign: 'ring', color: 'var(--text3)', signColor: 'var(--text3)' },
}

const isSignOnly = (plan: CardPlan): boolean =>
  plan.density === 'compact' && plan.rows.size > 1 && !plan.rows.has('keys')

interface ActivityPlace {
  readonly left: number
  readonly y: number
  /** The word for the activity, as far as there is room for it, and its size. */
  readonly words: string
  readonly size: number
  /** Right end of the word. */
  readonly end: number
  /** Middle of the record in hand, where there is one and room for it. */
  readonly hand: number | null
}

/** Where the line of activity stands, and the record in hand on it. A task that is not running has its badge only. */
export function placeActivity({ task, box, plan, context }: CardFactsProps): ActivityPlace | null {
  const middle = plan.rows.get('activity')
  if (middle === undefined || task.activity === 'down' || task.state !== 'RUNNING') return null
  const besideKeys = plan.density === 'compact' && plan.rows.has('keys')
  const left = box.x + CARD_PADDING + (besideKeys ? roomForKeys(task.keyCount, box, context) : 0)
  const room = right(box) - 8 - left - 14
  const word = isSignOnly(plan) ? '' : context.shared.activities[task.activity]
  const size = textWidth(word, 12.5) <= room ? 12.5 : 11.5
  const words = word === '' || (besideKeys && textWidth(word, size) > room) ? '' : fitText(word, room, size)
  const end = left + 14 + textWidth(words, size)
  const width = task.inHand === null ? 0 : recordWidth(task.inHand.label)
  const fits = task.inHand !== null && end + 8 + width <= right(box) - 6
  return { left, y: box.y + middle, words, size, end, hand: fits ? end + 8 + width / 2 : null }
}

/** What the number of keys takes of the line that it shares. */
const roomForKeys = (count: number, box: Rect, { texts }: CardContext): number =>
  Math.max((box.width - 2 * CARD_PADDING) * 0.42, textWidth(texts.keys(count), 12.5) + 6)

/** How busy its thread has been of late; nothing where a card is low or the task has not run yet. */
function busyCaption({ task, plan, context }: CardFactsProps): string {
  const { busyTimeMsPerSecond } = task.usage
  return plan.density !== 'full' || busyTimeMsPerSecond < 0 ? '' : context.texts.busy(busyTimeMsPerSecond)
}

function ActivityLine(props: CardFactsProps) {
  const place = placeActivity(props)
  if (place === null) return null
  const { task, box, context } = props
  const { texts, slotOf } = context
  const { sign, color, signColor } = ACTIVITY_LOOK[task.activity]
  const { left, y, words, size, end } = place
  const hand = place.hand === null ? null : task.inHand
  const slow = task.slowFactor > 1
  const caption = slow ? texts.slow(task.slowFactor) : busyCaption(props)
  return (
    <g>
      <Sign name={sign} x={px(left + 4.5)} y={px(y)} size={9.5} color={signColor} />
      {words !== '' && (
        <text x={px(left + 14)} y={px(y)} dy=".36em" fontSize={size} fill={color}>
          {words}
        </text>
      )}
      {hand !== null && place.hand !== null && (
        <g data-glyph={`hand ${task.actor}`} transform={`translate(${px(place.hand)} ${px(y)})`}>
          <RecordTag
            x={0}
            y={0}
            height={RECORD_HEIGHT - 4}
            label={hand.label}
            slot={slotOf(hand.key)}
            replayed={hand.replayed}
            late={context.eventTime && hand.offset >= 0 && isLate(hand, task)}
          />
        </g>
      )}
      {hand === null && caption !== '' && end + 6 + textWidth(caption, 11.5) <= right(box) - 6 && (
        <text
          x={px(right(box) - CARD_PADDING)}
          y={px(y)}
          dy=".36em"
          fontSize={11.5}
          fontWeight={slow ? 600 : 400}
          textAnchor="end"
          fill={slow ? 'var(--fail-text)' : 'var(--text3)'}
        >
          {caption}
        </text>
      )}
    </g>
  )
}
