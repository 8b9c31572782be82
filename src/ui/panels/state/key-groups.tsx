/**
 * The key-group ribbon: one cell for each key group, coloured by the subtask that has it, and below it the same cells
 * at another parallelism. Bands join the two only where the owner changes. Above 512 key groups cells are not ruled.
 */
import type { KeyGroupRange } from '../../../base/key-group-range.ts'
import type { RescalePlan } from '../../../store/rescale.ts'
import { px } from '../../marks/geometry.ts'
import { fitText, textWidth } from '../../marks/text-width.ts'

const CELLS_RULED_MAX = 512
const BAR = 26
const BAND = 26
const PIN_ROOM = 22
const PIN_HEIGHT = 16
const SLOTS = ['1', '2', '3', '5', '4', '6'] as const

/** Tint of a subtask; from the seventh on they come again, and the number alone tells them apart. */
const subtaskSlot = (subtask: number): string => SLOTS[subtask % SLOTS.length] ?? 'other'

interface Pin {
  readonly key: string
  readonly keyGroup: number
}

export interface RibbonProps {
  readonly plan: RescalePlan
  readonly width: number
  /** Room for words left of the bars; 0: none are written. */
  readonly labelWidth: number
  readonly name: string
  readonly pins: readonly Pin[]
  /** The second bar and the bands; without it only what is now. */
  readonly compare: boolean
}

export function Ribbon({ plan, width, labelWidth, name, pins, compare }: RibbonProps) {
  const scale = (width - labelWidth - 2) / plan.maxParallelism
  const x = (keyGroup: number) => labelWidth + 1 + keyGroup * scale
  const top = pins.length === 0 ? 1 : PIN_ROOM
  const second = top + BAR + BAND
  const height = compare ? second + BAR + 2 : top + BAR + 2
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      focusable="false"
    >
      {placePins(pins, x, width).map(({ key, at, keyGroup, text }) => (
        <g key={key}>
          <path
            d={`M${px(at)} ${PIN_HEIGHT}L${px(x(keyGroup + 0.5))} ${top}`}
            stroke="var(--now)"
            strokeWidth={1}
          />
          <rect
            x={px(at - textWidth(text, 11, 650) / 2 - 4)}
            y={0}
            width={px(textWidth(text, 11, 650) + 8)}
            height={PIN_HEIGHT}
            rx={3}
            fill="var(--now)"
          />
          <text
            x={px(at)}
            y={PIN_HEIGHT / 2}
            dy=".36em"
            fontSize={11}
            fontWeight={650}
            textAnchor="middle"
            fill="var(--on-now)"
          >
            {text}
          </text>
        </g>
      ))}
      {compare &&
        plan.moved.map(({ first, last, subtask }) => (
          <rect
            key={first}
            x={px(x(first))}
            y={top + BAR}
            width={px((last - first + 1) * scale)}
            height={BAND}
            fill={`var(--key-${subtaskSlot(subtask)}-edge)`}
            opacity={0.55}
          />
        ))}
      <Bar {...{ plan, x, scale, name, labelWidth }} ranges={plan.from} y={top} />
      {compare && <Bar {...{ plan, x, scale, name, labelWidth }} ranges={plan.to} y={second} />}
    </svg>
  )
}

interface BarProps {
  readonly plan: RescalePlan
  readonly ranges: readonly KeyGroupRange[]
  readonly x: (keyGroup: number) => number
  readonly scale: number
  readonly y: number
  readonly name: string
  readonly labelWidth: number
}

function Bar({ plan, ranges, x, scale, y, name, labelWidth }: BarProps) {
  const ruled = plan.maxParallelism <= CELLS_RULED_MAX && scale >= 2
  return (
    <g>
      {labelWidth > 0 && (
        <text
          x={labelWidth - 10}
          y={y + BAR / 2}
          dy=".36em"
          fontSize={12}
          fontWeight={600}
          textAnchor="end"
          fill="var(--text)"
        >
          p = {ranges.length}
        </text>
      )}
      {ranges.map(([first, last], subtask) => {
        const width = (last - first + 1) * scale
        const slot = subtaskSlot(subtask)
        const words = [`${name}-${subtask} · ${first}–${last}`, `${name}-${subtask}`, String(subtask)].find(
          text => textWidth(text, 11, 600) + 10 <= width,
        )
        return (
          <g key={first}>
            <rect
              x={px(x(first))}
              y={y}
              width={px(width)}
              height={BAR}
              fill={`var(--key-${slot})`}
              stroke={`var(--key-${slot}-edge)`}
              strokeWidth={1.4}
            />
            {ruled && (
              <path
                d={Array.from(
                  { length: last - first },
                  (_, i) => `M${px(x(first + i + 1))} ${y}v${BAR}`,
                ).join('')}
                stroke={`var(--key-${slot}-edge)`}
                strokeWidth={0.6}
                opacity={0.7}
              />
            )}
            {words !== undefined && <Plate x={x(first) + width / 2} y={y + BAR / 2} words={words} />}
          </g>
        )
      })}
    </g>
  )
}

function Plate({ x, y, words }: { readonly x: number; readonly y: number; readonly words: string }) {
  const width = textWidth(words, 11, 600) + 8
  return (
    <g>
      <rect x={px(x - width / 2)} y={y - 8} width={px(width)} height={16} rx={2} fill="var(--surface)" />
      <text x={px(x)} y={y} dy=".36em" fontSize={11} fontWeight={600} textAnchor="middle" fill="var(--text)">
        {words}
      </text>
    </g>
  )
}

interface PlacedPin extends Pin {
  readonly at: number
  readonly text: string
}

/** Pins beside one another, from left to right; one that has no room is left out: the table has it. */
function placePins(pins: readonly Pin[], x: (keyGroup: number) => number, width: number): PlacedPin[] {
  const placed: PlacedPin[] = []
  let end = 0
  for (const pin of pins.toSorted((a, b) => a.keyGroup - b.keyGroup)) {
    const text = fitText(pin.key, 70, 11, 650)
    const half = textWidth(text, 11, 650) / 2 + 5
    const wished = x(pin.keyGroup + 0.5)
    const at = Math.min(Math.max(wished, end + half, half), width - half)
    if (at < end + half - 0.5 || at - wished > 40) continue
    placed.push({ ...pin, at, text })
    end = at + half
  }
  return placed
}
