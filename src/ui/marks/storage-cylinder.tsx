/** Checkpoint storage: a lying drum with what it holds and what is being written. */
import { Sign } from './glyphs.tsx'
import { px, right, type Rect } from './geometry.ts'
import { fitText, textWidth } from './text-width.ts'

export interface StorageCylinderProps {
  readonly box: Rect
  readonly title: string
  /** `chk-3`, the last that is complete; null before the first. */
  readonly completed: string | null
  /** That the last one is complete and its files are not there; null: they are. */
  readonly gone: string | null
  /** `2/6`, while one is being written. */
  readonly writing: string | null
  readonly empty: string
  readonly selected: boolean
}

const BEND = 6
/** Room of the dot between two parts. */
const DOT = 12
/** Left of the title, between it and the parts, and right of them. */
const EDGES = 13 + 11 + 16

interface Part {
  readonly sign: 'check' | 'cross' | 'pending' | null
  readonly text: string
}

/** All of them, or only the last, where with all of them there is no room for the title. */
function partsOf(props: StorageCylinderProps): readonly Part[] {
  const parts = allPartsOf(props)
  const { box, title } = props
  const room = box.width - EDGES - textWidth(title, 13, 650)
  return widthOf(parts) <= room ? parts : parts.slice(-1)
}

const widthOf = (parts: readonly Part[]): number =>
  parts.reduce((sum, part) => sum + partWidth(part), 0) + (parts.length - 1) * DOT

const partWidth = ({ sign, text }: Part): number => (sign === null ? 0 : 14) + textWidth(text, 12, 550)

function allPartsOf({ completed, gone, writing, empty }: StorageCylinderProps): readonly Part[] {
  const parts: readonly Part[] = [
    ...(completed === null ? [] : [{ sign: 'check', text: completed } as const]),
    ...(gone === null ? [] : [{ sign: 'cross', text: gone } as const]),
    ...(writing === null ? [] : [{ sign: 'pending', text: writing } as const]),
  ]
  return parts.length === 0 ? [{ sign: null, text: empty }] : parts
}

export function StorageCylinder(props: StorageCylinderProps) {
  const { box, title, selected } = props
  const { x, y, width, height } = box
  const top = y + BEND
  const end = y + height - BEND
  const body = `M${x} ${top}V${end}A${width / 2} ${BEND} 0 0 0 ${x + width} ${end}V${top}`
  const textY = y + height / 2 + 4
  const parts = partsOf(props)
  const widths = parts.map(partWidth)
  const start = right(box) - 16 - widthOf(parts)
  const partX = (i: number) => start + widths.slice(0, i).reduce((sum, width) => sum + width + DOT, 0)
  const titleRoom = start - x - 24
  return (
    <g>
      <path d={body} fill="var(--surface)" stroke="var(--line2)" />
      <ellipse
        cx={px(x + width / 2)}
        cy={top}
        rx={width / 2}
        ry={BEND}
        fill="var(--surface)"
        stroke="var(--line2)"
      />
      {selected && (
        <rect
          x={x - 3}
          y={y - 3}
          width={width + 6}
          height={height + 6}
          rx={9}
          fill="none"
          stroke="var(--now)"
          strokeWidth={2}
        />
      )}
      {titleRoom > 30 && (
        <text x={x + 13} y={textY} dy=".36em" fontSize={13} fontWeight={650} fill="var(--text)">
          {fitText(title, titleRoom, 13, 650)}
        </text>
      )}
      {parts.map((part, i) => (
        <PartMark key={part.text} part={part} at={partX(i)} y={textY} first={i === 0} />
      ))}
    </g>
  )
}

interface PartMarkProps {
  readonly part: Part
  readonly at: number
  readonly y: number
  readonly first: boolean
}

function colorOf({ sign }: Part): string {
  if (sign === null) return 'var(--text3)'
  return sign === 'cross' ? 'var(--fail-text)' : 'var(--text2)'
}

function PartMark({ part, at, y, first }: PartMarkProps) {
  const { sign, text } = part
  const color = colorOf(part)
  return (
    <g>
      {!first && (
        <text x={px(at - DOT + 4)} y={y} dy=".36em" fontSize={12} fill="var(--text2)">
          ·
        </text>
      )}
      {sign !== null && <Sign name={sign} x={px(at + 5)} y={y} size={10} color={color} />}
      <text
        x={px(at + (sign === null ? 0 : 14))}
        y={y}
        dy=".36em"
        fontSize={12}
        fontWeight={550}
        fill={color}
      >
        {text}
      </text>
    </g>
  )
}
