/** One subtask in the ack tray. Dashed: waiting; outlined: its ack is on the way; filled: acknowledged; struck: aborted. */
import { Sign } from './glyphs.tsx'
import { px, type Rect } from './geometry.ts'
import { textWidth } from './text-width.ts'

export type AckState = 'waiting' | 'in-flight' | 'acked' | 'struck-waiting' | 'struck-acked' | 'none'

const SIZE = 12
const SIZE_SMALL = 11
/** The check mark and its distance from the name. */
const SIGN = 13

export interface AckCellProps {
  readonly box: Rect
  readonly label: string
  readonly state: AckState
}

export const ackCellWidth = (label: string, small: boolean): number =>
  Math.ceil(textWidth(label, small ? SIZE_SMALL : SIZE, 600) + SIGN + (small ? 6 : 12))

export function AckCell({ box, label, state }: AckCellProps) {
  const acked = state === 'acked' || state === 'struck-acked'
  const struck = state === 'struck-waiting' || state === 'struck-acked'
  const filled = state === 'acked'
  const dashed = state === 'waiting' || state === 'struck-waiting' || state === 'none'
  const y = box.y + box.height / 2
  const color = filled ? 'var(--on-ctl)' : acked ? 'var(--text2)' : 'var(--text3)'
  const weight = acked ? 600 : 400
  const size = textWidth(label, SIZE, 600) + SIGN + 6 <= box.width ? SIZE : SIZE_SMALL
  const narrow = box.width < 30
  const shown = narrow && acked ? '' : label
  const labelWidth = textWidth(shown, size, weight)
  const sign = !acked ? 0 : narrow ? 8 : SIGN
  const left = box.x + (box.width - labelWidth - sign) / 2
  return (
    <g>
      <rect
        x={px(box.x + 0.5)}
        y={px(box.y + 0.5)}
        width={px(box.width - 1)}
        height={px(box.height - 1)}
        rx={4}
        fill={filled ? 'var(--ctl)' : state === 'in-flight' ? 'var(--surface)' : 'var(--sunken)'}
        stroke={filled || state === 'in-flight' ? 'var(--ctl)' : 'var(--line2)'}
        strokeWidth={state === 'in-flight' ? 1.4 : 1}
        strokeOpacity={state === 'none' ? 0.6 : 1}
        strokeDasharray={dashed ? '3 2' : undefined}
      />
      {acked && <Sign name="check" x={px(left + 4)} y={y} size={Math.min(10, box.width - 2)} color={color} />}
      <text x={px(left + sign)} y={y} dy=".36em" fontSize={size} fontWeight={weight} fill={color}>
        {shown}
      </text>
      {struck && (
        <path d={`M${px(left - 1)} ${y}h${px(labelWidth + sign + 2)}`} stroke={color} strokeWidth={1.4} />
      )}
    </g>
  )
}
