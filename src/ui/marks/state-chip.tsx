/** One key of a task's state: its tint, its name and its value; strong where it changed last. */
import type { KeySlot } from '../kit/tokens.ts'
import { px } from './geometry.ts'
import { fitText, textWidth } from './text-width.ts'

const SIZE = 12.5
const PADDING = 7
const WIDTH_MIN = 46
export const CHIP_HEIGHT = 22

export const chipWidth = (text: string, most: number): number =>
  Math.min(most, Math.max(WIDTH_MIN, Math.ceil(textWidth(text, SIZE, 650) + PADDING * 2)))

export interface StateChipProps {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly text: string
  readonly slot: KeySlot
  readonly changed: boolean
}

/** (x, y) is its upper left corner. */
export function StateChip({ x, y, width, text, slot, changed }: StateChipProps) {
  return (
    <g>
      <rect x={px(x)} y={px(y)} width={px(width)} height={CHIP_HEIGHT} rx={4} fill={`var(--key-${slot})`} />
      <path
        d={`M${px(x + 3.4)} ${px(y)}h-1.4a2 2 0 0 0 -2 2v${CHIP_HEIGHT - 4}a2 2 0 0 0 2 2h1.4z`}
        fill={`var(--key-${slot}-edge)`}
      />
      <text
        x={px(x + 2 + width / 2)}
        y={px(y + CHIP_HEIGHT / 2)}
        dy=".36em"
        fontSize={SIZE}
        fontWeight={changed ? 650 : 400}
        textAnchor="middle"
        fill="var(--text)"
      >
        {fitText(text, width - 8, SIZE, changed ? 650 : 400)}
      </text>
    </g>
  )
}
