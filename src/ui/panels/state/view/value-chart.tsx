/** The value of a key over simulated time as a step line, with the cuts of its task's checkpoints. */
import { px } from '../../../marks/geometry.ts'
import { textWidth } from '../../../marks/text-width.ts'
import type { KeyCut, ValueChange } from './key-history.ts'

const HEIGHT = 116
const TOP = 18
const BOTTOM = 18
const RIGHT = 34

interface ChartProps {
  readonly history: readonly ValueChange[]
  readonly cuts: readonly KeyCut[]
  /** The moment of the cursor, µs. */
  readonly now: number
  readonly width: number
  readonly cutWord: (checkpoint: number) => string
  readonly timeWord: (micros: number) => string
}

export function ValueChart({ history, cuts, now, width, cutWord, timeWord }: ChartProps) {
  const values = history.flatMap(({ value }) => (value === null ? [] : [value]))
  const [least, most] = [Math.min(0, ...values), Math.max(1, ...values)]
  const from = Math.min(history[0]?.time ?? now, cuts[0]?.time ?? now)
  const span = Math.max(1, now - from)
  const x = (time: number) => px(1 + ((time - from) / span) * (width - RIGHT - 2))
  const y = (value: number) =>
    px(HEIGHT - BOTTOM - ((value - least) / (most - least)) * (HEIGHT - TOP - BOTTOM))
  const points = history.filter(change => change.value !== null)
  const line = points
    .map(({ time, value }, i) => (i === 0 ? `M${x(time)} ${y(0)}V${y(value!)}` : `H${x(time)}V${y(value!)}`))
    .join('')
  const last = points.at(-1)
  return (
    <svg width={width} height={HEIGHT} aria-hidden="true" focusable="false">
      <path d={`M1 ${y(least)}H${width - RIGHT}`} stroke="var(--line2)" />
      {shownCuts(cuts, x, width, cutWord).map(({ at, words, labelX, label }) => (
        <g key={words}>
          <path d={`M${at} ${TOP - 4}V${HEIGHT - BOTTOM}`} stroke="var(--ctl)" strokeDasharray="3 3" />
          {label && (
            <text x={labelX} y={10} fontSize={11} textAnchor="middle" fill="var(--ctl-text)">
              {words}
            </text>
          )}
        </g>
      ))}
      {last !== undefined && (
        <>
          <path d={`${line}H${x(now)}`} fill="none" stroke="var(--key-3-edge)" strokeWidth={1.8} />
          <text
            x={px(x(now) + 6)}
            y={y(last.value!)}
            dy=".36em"
            fontSize={12}
            fontWeight={650}
            fill="var(--text)"
          >
            {last.text}
          </text>
        </>
      )}
      <text x={1} y={HEIGHT - 4} fontSize={11} fill="var(--text3)">
        {timeWord(from)}
      </text>
      <text x={width - RIGHT} y={HEIGHT - 4} fontSize={11} textAnchor="end" fill="var(--text3)">
        {timeWord(now)}
      </text>
    </svg>
  )
}

/** A label stays within the drawing; one that would touch the one before it is left out, and its line stays. */
function shownCuts(
  cuts: readonly KeyCut[],
  x: (time: number) => number,
  width: number,
  cutWord: (checkpoint: number) => string,
) {
  let end = -Infinity
  return cuts.map(({ checkpoint, time }) => {
    const words = cutWord(checkpoint)
    const half = textWidth(words, 11) / 2
    const at = x(time)
    const labelX = px(Math.min(Math.max(at, half), width - half))
    const label = labelX - half > end + 6
    if (label) end = labelX + half
    return { at, words, labelX, label }
  })
}
