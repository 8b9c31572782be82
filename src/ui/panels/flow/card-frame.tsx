/** The body of a card and the rings round it: acting, selected, under the keyboard. */
import type { ExecutionState } from '../../../engine/api/frame.ts'
import { HALO_OPACITY } from '../../kit/tokens.ts'
import { px, type Rect } from '../../marks/geometry.ts'

export interface CardFrameProps {
  readonly box: Rect
  readonly state: ExecutionState
  readonly acting: boolean
  readonly selected: boolean
  readonly focused: boolean
}

const RADIUS = 8

const isDown = (state: ExecutionState): boolean =>
  state === 'CANCELED' || state === 'CANCELING' || state === 'CREATED'

export function CardFrame({ box, state, acting, selected, focused }: CardFrameProps) {
  const failed = state === 'FAILED'
  const stroke = failed ? 'var(--fail)' : acting ? 'var(--ctl)' : 'var(--line2)'
  return (
    <g>
      {acting && (
        <Ring
          box={box}
          away={3}
          width={4}
          color={failed ? 'var(--fail)' : 'var(--ctl)'}
          opacity={HALO_OPACITY}
        />
      )}
      {selected && <Ring box={box} away={acting ? 6.5 : 4} width={2} color="var(--now)" />}
      {focused && (
        <Ring box={box} away={(acting ? 6.5 : 4) + (selected ? 3.5 : 0)} width={2} color="var(--ctl)" />
      )}
      <rect
        x={px(box.x)}
        y={px(box.y)}
        width={px(box.width)}
        height={px(box.height)}
        rx={RADIUS}
        fill={failed ? 'var(--fail-tint)' : 'var(--surface)'}
        stroke={stroke}
        strokeWidth={failed || acting ? 2 : 1}
        strokeDasharray={isDown(state) ? '5 3' : undefined}
      />
    </g>
  )
}

interface RingProps {
  readonly box: Rect
  readonly away: number
  readonly width: number
  readonly color: string
  readonly opacity?: number
}

/** A ring whose middle runs `away` px outside the box. */
export function Ring({ box, away, width, color, opacity = 1 }: RingProps) {
  return (
    <rect
      x={px(box.x - away)}
      y={px(box.y - away)}
      width={px(box.width + 2 * away)}
      height={px(box.height + 2 * away)}
      rx={RADIUS + away}
      fill="none"
      stroke={color}
      strokeWidth={width}
      strokeOpacity={opacity}
    />
  )
}
