/**
 * A barrier: a gate across the whole height of its channel, with dowels beyond it and the number of its checkpoint.
 * It is the one saturated shape among the records, and never smaller than 10 px.
 */
import { px } from './geometry.ts'
import { textWidth } from './text-width.ts'

const GATE_WIDTH = 18
export const GATE_HEIGHT = 30
const SIZE = 12
const DOWEL = 6

export const barrierWidth = (checkpoint: number): number =>
  Math.max(GATE_WIDTH, Math.ceil(textWidth(String(checkpoint), SIZE, 650) + 8))

export interface BarrierGateProps {
  readonly x: number
  readonly y: number
  readonly checkpoint: number
  /** Of the channel it stands in; the gate is a little higher. */
  readonly channelHeight?: number
  readonly aborted?: boolean
}

export function BarrierGate({ x, y, checkpoint, channelHeight = 28, aborted = false }: BarrierGateProps) {
  const width = barrierWidth(checkpoint)
  const height = Math.max(14, Math.min(GATE_HEIGHT, channelHeight + 2))
  const left = px(x - width / 2)
  const top = px(y - height / 2)
  const color = aborted ? 'var(--fail)' : 'var(--ctl)'
  const dowel = height >= 24 ? DOWEL : 3
  return (
    <g>
      <path
        d={`M${px(x)} ${px(top - dowel)}V${top}M${px(x)} ${px(top + height)}v${dowel}`}
        stroke={color}
        strokeWidth={2}
        strokeDasharray="3 1.6"
      />
      <rect
        x={left}
        y={top}
        width={width}
        height={height}
        rx={3}
        fill={color}
        stroke="var(--bg)"
        strokeWidth={0.8}
      />
      <path
        d={`M${left + 2.6} ${top + 2}v${height - 4}M${px(left + width - 2.6)} ${top + 2}v${height - 4}`}
        stroke="var(--on-ctl)"
        strokeWidth={0.9}
        strokeDasharray="2 2"
        opacity={0.75}
      />
      <text
        x={px(x)}
        y={px(y)}
        dy=".36em"
        fontSize={height >= 20 ? SIZE : 11}
        fontWeight={650}
        textAnchor="middle"
        fill="var(--on-ctl)"
      >
        {checkpoint}
      </text>
    </g>
  )
}
