/** Time that is left before something is no longer waited for: an arc that grows shorter. Always with a number near it. */
import { px } from './geometry.ts'

export interface TimeoutRingProps {
  readonly x: number
  readonly y: number
  readonly r: number
  /** What is left of the whole, 0 to 1. */
  readonly left: number
}

export function TimeoutRing({ x, y, r, left }: TimeoutRingProps) {
  const around = 2 * Math.PI * r
  return (
    <g fill="none" transform={`rotate(-90 ${px(x)} ${px(y)})`} data-mark="timeout">
      <circle cx={px(x)} cy={px(y)} r={r} stroke="var(--line2)" strokeWidth={1} strokeDasharray="1 2" />
      <circle
        cx={px(x)}
        cy={px(y)}
        r={r}
        stroke="var(--wait)"
        strokeWidth={2.4}
        strokeDasharray={`${px(around * left)} ${px(around)}`}
      />
    </g>
  )
}
