/**
 * A record: a rounded tag with its key's tint and a strong left edge. Tint, edge and letter say the same, so the
 * letter alone is enough. A replayed record has a dashed outer ring.
 */
import type { KeySlot } from '../kit/tokens.ts'
import { px } from './geometry.ts'
import { fitText, textWidth } from './text-width.ts'

export const RECORD_WIDTH = 28
export const RECORD_HEIGHT = 20
const RECORD_WIDTH_MAX = 72
const EDGE = 3
const SIZE = 11.5

export const recordWidth = (label: string): number =>
  Math.min(RECORD_WIDTH_MAX, Math.max(RECORD_WIDTH, Math.ceil(textWidth(label, SIZE, 550) + EDGE + 3)))

export interface RecordTagProps {
  /** Centre. */
  readonly x: number
  readonly y: number
  readonly width?: number
  readonly height?: number
  readonly label: string
  readonly slot: KeySlot
  readonly replayed?: boolean
  readonly selected?: boolean
  /** It is behind the watermark of the task that takes it: a notch in its corner. */
  readonly late?: boolean
  /** A barrier has overtaken it: a solid outline, and an arrow down to where it is kept. */
  readonly saved?: boolean
  /** Width that no other record covers. */
  readonly visible?: number
  readonly strong?: boolean
}

export function RecordTag(props: RecordTagProps) {
  const { x, y, label, slot, replayed = false, selected = false, late = false, strong = false } = props
  const { saved = false } = props
  const width = props.width ?? recordWidth(label)
  const height = props.height ?? RECORD_HEIGHT
  const visible = Math.min(props.visible ?? width, width)
  const left = px(x - width / 2)
  const top = px(y - height / 2)
  const ring = height >= 18 ? 3 : 2
  const room = visible - EDGE - 1
  const text = height < 14 || room < 6 ? '' : shortened(label, room, strong)
  return (
    <g>
      <rect
        x={left}
        y={top}
        width={width}
        height={height}
        rx={Math.min(4, height / 3)}
        fill={`var(--key-${slot})`}
      />
      <path
        d={`M${left + EDGE} ${top}h${-EDGE + 2}a2 2 0 0 0 -2 2v${height - 4}a2 2 0 0 0 2 2h${EDGE - 2}z`}
        fill={`var(--key-${slot}-edge)`}
      />
      {replayed && (
        <rect
          x={left - ring}
          y={top - ring}
          width={width + 2 * ring}
          height={height + 2 * ring}
          rx={3 + ring}
          fill="none"
          stroke="var(--past)"
          strokeWidth={1.5}
          strokeDasharray="3 2"
        />
      )}
      {saved && <SavedOutline left={left} top={top} width={width} height={height} />}
      {late && <LateNotch x={left + width} y={top} />}
      {selected && (
        <rect
          x={left - (replayed ? 5.5 : 3)}
          y={top - (replayed ? 5.5 : 3)}
          width={width + (replayed ? 11 : 6)}
          height={height + (replayed ? 11 : 6)}
          rx={7}
          fill="none"
          stroke="var(--now)"
          strokeWidth={2}
        />
      )}
      {text !== '' && (
        <text
          x={left + EDGE + (Math.min(visible, width) - EDGE) / 2}
          y={y}
          dy=".36em"
          fontSize={SIZE}
          fontWeight={strong ? 650 : 550}
          textAnchor="middle"
          fill="var(--text)"
        >
          {text}
        </text>
      )}
    </g>
  )
}

function SavedOutline(box: {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}) {
  const { left, top, width, height } = box
  const x = left + width - 4
  const y = top + height - 1
  return (
    <g fill="none" stroke="var(--ctl)" strokeLinejoin="round">
      <rect x={left - 1} y={top - 1} width={width + 2} height={height + 2} rx={5} strokeWidth={1.8} />
      <path d={`M${x} ${y - 5}v6m-3 -3l3 3l3 -3m-6 5h6`} stroke="var(--bg)" strokeWidth={3.6} />
      <path d={`M${x} ${y - 5}v6m-3 -3l3 3l3 -3m-6 5h6`} strokeWidth={1.6} />
    </g>
  )
}

/** In the upper right corner. */
function LateNotch({ x, y }: { readonly x: number; readonly y: number }) {
  return <path d={`M${x - 8} ${y - 1}h9v9z`} fill="var(--fail)" stroke="var(--bg)" strokeWidth={0.8} />
}

/** Where the label is covered, its beginning remains: the key. */
function shortened(label: string, room: number, strong: boolean): string {
  if (textWidth(label, SIZE, strong ? 650 : 550) <= room + 2) return label
  if (room < 16) return label.slice(0, 1)
  return fitText(label, room + 2, SIZE, strong ? 650 : 550)
}
