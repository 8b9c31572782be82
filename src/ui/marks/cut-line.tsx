/**
 * The consistent cut: a long dash through all lanes with a ring at each crossing. Dotted while some subtasks are
 * still to be crossed, vermillion when the checkpoint was aborted.
 */
import { px, type Point } from './geometry.ts'

export interface CutLineProps {
  /** In the order of the lanes. */
  readonly points: readonly Point[]
  readonly status: 'pending' | 'completed' | 'aborted'
  readonly chosen: boolean
}

const RING = 4.6
const TAIL = 13

export const cutColor = (status: CutLineProps['status']): string =>
  status === 'aborted' ? 'var(--fail)' : 'var(--text)'

export function CutLine({ points, status, chosen }: CutLineProps) {
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined) return null
  const color = cutColor(status)
  const tail = status === 'completed' ? [{ x: last.x, y: last.y + TAIL }] : []
  const way = [{ x: first.x, y: first.y - TAIL }, ...points, ...tail]
  const d = `M${way.map(point => `${px(point.x)} ${px(point.y)}`).join('L')}`
  return (
    <g fill="none">
      <path d={d} stroke="var(--bg)" strokeWidth={4} strokeOpacity={0.8} strokeLinejoin="round" />
      <path
        d={d}
        stroke={color}
        strokeWidth={`calc(var(--stroke-cut) * ${chosen ? 1.7 : 1.15})`}
        strokeDasharray={status === 'completed' ? '8 4' : '2 4'}
        strokeLinejoin="round"
      />
      {points.map((point, i) => (
        <circle
          key={i}
          cx={px(point.x)}
          cy={px(point.y)}
          r={RING}
          fill="var(--bg)"
          stroke={color}
          strokeWidth="calc(var(--stroke-cut) * 1.15)"
        />
      ))}
    </g>
  )
}
