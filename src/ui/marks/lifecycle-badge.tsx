/** The state of an execution: a sign and Flink's own word for it. */
import type { ExecutionState } from '../../engine/api/frame.ts'
import { Sign, type GlyphName } from './glyphs.tsx'
import { px } from './geometry.ts'
import { textWidth } from './text-width.ts'

const SIZE = 11.5
const SIGN = 9

interface Look {
  readonly sign: GlyphName
  readonly signColor: string
  readonly color: string
}

export function lookOf(state: ExecutionState): Look {
  switch (state) {
    case 'RUNNING':
      return { sign: 'dot', signColor: 'var(--ok)', color: 'var(--ok-text)' }
    case 'CREATED':
    case 'SCHEDULED':
    case 'DEPLOYING':
    case 'INITIALIZING':
      return { sign: 'half', signColor: 'var(--past)', color: 'var(--past-text)' }
    case 'FAILED':
      return { sign: 'cross', signColor: 'var(--fail)', color: 'var(--fail-text)' }
    case 'CANCELING':
    case 'CANCELED':
      return { sign: 'ring', signColor: 'var(--text3)', color: 'var(--text3)' }
    case 'FINISHED':
      return { sign: 'square', signColor: 'var(--text2)', color: 'var(--text2)' }
  }
}

export const badgeWidth = (word: string): number => SIGN + 5 + textWidth(word, SIZE, 600)

export interface LifecycleBadgeProps {
  /** Left end, or right end where `anchor` is `end`. */
  readonly x: number
  readonly y: number
  readonly anchor?: 'start' | 'end'
  readonly state: ExecutionState
  readonly word: string
}

export function LifecycleBadge({ x, y, anchor = 'start', state, word }: LifecycleBadgeProps) {
  const look = lookOf(state)
  const left = anchor === 'start' ? x : x - badgeWidth(word)
  return (
    <g>
      <Sign name={look.sign} x={px(left + SIGN / 2)} y={y} size={SIGN} color={look.signColor} />
      <text x={px(left + SIGN + 5)} y={y} dy=".36em" fontSize={SIZE} fontWeight={600} fill={look.color}>
        {word}
      </text>
    </g>
  )
}
