/** How long an alignment may still take: around the padlock of a channel, above an output queue, on a card. */
import type { TimeLeft } from '../../../store/alignment-timer.ts'
import { duration } from '../../i18n/format.ts'
import { centerY, px, right } from '../../marks/geometry.ts'
import { textWidth } from '../../marks/text-width.ts'
import { TimeoutRing } from '../../marks/timeout-ring.tsx'
import type { Trough } from './layout.ts'
import type { FlowTexts } from './text.ts'

interface TimerProps {
  readonly trough: Trough
  readonly timer: TimeLeft
}

/** Around the padlock: how long the channel may still be waited for. */
export function WaitsFor({ trough, timer }: TimerProps) {
  const { box } = trough
  const r = Math.min(11, (box.height - 3) / 2, (box.width - 3) / 2)
  const words = duration(timer.left)
  const size = 11
  const beside = trough.roomAbove && trough.slots > 0 && textWidth(words, size, 600) < box.width - 38
  const x = box.x + Math.min(15, box.width / 2)
  return (
    <g>
      <circle cx={px(x)} cy={px(centerY(box))} r={r} fill="var(--surface)" />
      <TimeoutRing x={x} y={centerY(box)} r={r} left={timer.share} />
      {beside && <TimerWords x={right(box) - 12} y={box.y - 7} words={words} size={size} />}
    </g>
  )
}

/** Above the queue in which a barrier waits: when it goes to the front. */
export function OvertakesIn({ trough, timer, texts }: TimerProps & { readonly texts: FlowTexts }) {
  const { box } = trough
  if (!trough.roomAbove || trough.slots === 0) return null
  const words = texts.unalignedIn(duration(timer.left))
  const short = textWidth(words, 12, 600) <= box.width - 22 ? words : duration(timer.left)
  return (
    <g>
      <TimerWords x={right(box) - 18} y={box.y - 8.5} words={short} size={12} />
      <TimeoutRing x={right(box) - 8} y={box.y - 9} r={5} left={timer.share} />
    </g>
  )
}

interface TimerWordsProps {
  readonly x: number
  readonly y: number
  readonly words: string
  readonly size: number
}

function TimerWords({ x, y, words, size }: TimerWordsProps) {
  return (
    <text
      x={px(x)}
      y={px(y)}
      dy=".36em"
      fontSize={size}
      fontWeight={600}
      textAnchor="end"
      fill="var(--wait-text)"
      stroke="var(--bg)"
      strokeWidth={4}
      strokeLinejoin="round"
      paintOrder="stroke"
    >
      {words}
    </text>
  )
}

interface CardTimerProps {
  /** Right end of the line. */
  readonly x: number
  readonly y: number
  readonly room: number
  readonly timer: TimeLeft
  readonly texts: FlowTexts
}

/** Behind the words of the phase, as much of it as there is room for. */
export function CardTimer({ x, y, room, timer, texts }: CardTimerProps) {
  const time = duration(timer.left)
  const words = [texts.left(time), time].find(one => textWidth(one, 11.5, 600) + 16 <= room) ?? ''
  if (room < 14) return null
  return (
    <g>
      <TimerWords x={x} y={y} words={words} size={11.5} />
      <TimeoutRing x={x - textWidth(words, 11.5, 600) - 9} y={y - 0.5} r={4.5} left={timer.share} />
    </g>
  )
}
