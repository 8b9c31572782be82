/** A sender's queue or a receiver's buffers: the room that records can take. Hatched while a barrier holds it shut. */
import { hatchUrl } from '../kit/patterns.tsx'
import { px, type Rect } from './geometry.ts'
import { RECORD_HEIGHT, RECORD_WIDTH } from './record-tag.tsx'

export interface TroughMarkProps {
  readonly box: Rect
  /** Centres of the empty places. */
  readonly slotXs: readonly number[]
  /** `held`: nothing goes out; `quiet`: held, and nothing waits. */
  readonly state: 'open' | 'held' | 'quiet'
  readonly selected?: boolean
}

export function TroughMark({ box, slotXs, state, selected = false }: TroughMarkProps) {
  const held = state !== 'open'
  const slotHeight = Math.min(RECORD_HEIGHT, box.height - 6)
  const radius = Math.min(6, box.height / 3)
  const shape = { x: px(box.x), y: px(box.y), width: px(box.width), height: px(box.height), rx: radius }
  return (
    <g>
      <rect {...shape} fill="var(--sunken)" stroke="var(--line)" />
      {held && (
        <g opacity={state === 'quiet' ? 0.6 : 1}>
          <rect {...shape} fill="var(--wait-tint)" />
          <rect {...shape} fill={hatchUrl('alignment')} opacity={0.55} />
          <rect {...shape} fill="none" stroke="var(--wait)" strokeWidth={1.3} />
        </g>
      )}
      {!held &&
        slotHeight >= 8 &&
        slotXs.map(x => (
          <rect
            key={x}
            x={px(x - RECORD_WIDTH / 2 + 0.5)}
            y={px(box.y + (box.height - slotHeight) / 2)}
            width={RECORD_WIDTH - 1}
            height={slotHeight}
            rx={3.5}
            fill="none"
            stroke="var(--line2)"
            strokeOpacity={0.45}
            strokeDasharray="2 2"
          />
        ))}
      {selected && (
        <rect
          x={px(box.x - 3)}
          y={px(box.y - 3)}
          width={px(box.width + 6)}
          height={px(box.height + 6)}
          rx={radius + 3}
          fill="none"
          stroke="var(--now)"
          strokeWidth={2}
        />
      )}
    </g>
  )
}
