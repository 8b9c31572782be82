/** One line of a card: a label, and its number at the right edge. */
import { px, right, type Rect } from '../../marks/geometry.ts'
import { Sign, type GlyphName } from '../../marks/glyphs.tsx'
import { fitText, textWidth } from '../../marks/text-width.ts'
import { CARD_PADDING } from './card-context.ts'

interface LineProps {
  readonly box: Rect
  readonly y: number
  readonly label: string
  readonly value?: string
  readonly tone?: 'text2' | 'ok-text' | 'wait-text'
  readonly sign?: GlyphName
  /** Says the same in less room. */
  readonly short?: string
  /** Room at the right that something else takes. */
  readonly taken?: number
}

export function Line({ box, y, label, value, tone = 'text2', sign, short, taken = 0 }: LineProps) {
  const left = box.x + CARD_PADDING
  const end = right(box) - CARD_PADDING
  const valueWidth = value === undefined ? 0 : textWidth(value, 14, 650) + 5
  const indent = sign === undefined ? 0 : 15
  const room = end - left - valueWidth - indent - taken
  const size = textWidth(label, 12.5) <= room ? 12.5 : 11.5
  const words = short !== undefined && textWidth(label, size) > room ? short : label
  const color = `var(--${tone})`
  return (
    <g>
      {sign !== undefined && <Sign name={sign} x={px(left + 5)} y={px(y)} size={10} color={color} />}
      <text x={px(left + indent)} y={px(y)} dy=".36em" fontSize={size} fill={color}>
        {fitText(words, room, size)}
      </text>
      {value !== undefined && (
        <text
          x={px(end)}
          y={px(y)}
          dy=".36em"
          fontSize={14}
          fontWeight={650}
          textAnchor="end"
          fill={tone === 'text2' ? 'var(--text)' : color}
        >
          {value}
        </text>
      )}
    </g>
  )
}
