/** Now: the one line across everything, with the step it stands at. */
import { clamp, px } from './geometry.ts'
import { textWidth } from './text-width.ts'

export interface PlayheadProps {
  readonly x: number
  readonly top: number
  readonly bottom: number
  readonly label: string
  /** The flag stays between these. */
  readonly low: number
  readonly high: number
}

const FLAG_HEIGHT = 17

export const playheadFlagWidth = (label: string): number => Math.ceil(textWidth(label, 11.5, 650)) + 12

export function Playhead({ x, top, bottom, label, low, high }: PlayheadProps) {
  const width = playheadFlagWidth(label)
  const left = clamp(x - width / 2, low, high - width)
  return (
    <g>
      <path
        d={`M${px(x)} ${top + FLAG_HEIGHT}V${px(bottom)}`}
        stroke="var(--now)"
        strokeWidth="var(--stroke-cut)"
      />
      <path d={`M${px(x - 4.5)} ${top + FLAG_HEIGHT - 1}h9l-4.5 5z`} fill="var(--now)" />
      <rect x={px(left)} y={top} width={width} height={FLAG_HEIGHT} rx={3} fill="var(--now)" />
      <text
        x={px(left + width / 2)}
        y={top + FLAG_HEIGHT / 2}
        dy=".36em"
        fontSize={11.5}
        fontWeight={650}
        textAnchor="middle"
        fill="var(--on-now)"
      >
        {label}
      </text>
    </g>
  )
}
