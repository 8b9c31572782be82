/** Credits of a channel at its receiver: ● free, ○ used. Above a handful a number says the rest. */
import { px } from './geometry.ts'

const SHOWN_MAX = 4

export interface CreditDotsProps {
  readonly x: number
  readonly y: number
  readonly free: number
  readonly total: number
  readonly vertical?: boolean
}

export function CreditDots({ x, y, free, total, vertical = false }: CreditDotsProps) {
  const shown = Math.min(total, SHOWN_MAX)
  const filled = total <= SHOWN_MAX ? free : Math.round((free / total) * SHOWN_MAX)
  const r = vertical ? 2.2 : 2.9
  const pitch = vertical ? 6.4 : 7.6
  return (
    <g>
      {Array.from({ length: shown }, (_, i) => (
        <circle
          key={i}
          cx={px(vertical ? x : x + i * pitch)}
          cy={px(vertical ? y + (i - (shown - 1) / 2) * pitch : y)}
          r={i < filled ? r : r - 0.4}
          fill={i < filled ? 'var(--text2)' : 'none'}
          stroke={i < filled ? 'none' : 'var(--text2)'}
          strokeWidth={1.1}
        />
      ))}
      {total > SHOWN_MAX && !vertical && (
        <text x={px(x + shown * pitch)} y={px(y)} dy=".36em" fontSize={11} fill="var(--text3)">
          {free}/{total}
        </text>
      )}
    </g>
  )
}
