/**
 * The five parts of a checkpoint at one subtask: start, alignment, sync, async, ack. Done is solid, the part under
 * way has its hatch, what is still to come is sunken.
 */
import type { CheckpointPhase } from '../../engine/api/frame.ts'
import { hatchUrl } from '../kit/patterns.tsx'
import { px } from './geometry.ts'

type Pip = 'done' | 'later' | 'align' | 'sync' | 'async' | 'ack' | 'aborted'

function pipsOf(phase: CheckpointPhase, hasInputs: boolean): readonly Pip[] {
  const done = (count: number, current: Pip | null): Pip[] =>
    Array.from({ length: 5 }, (_, i) =>
      i < count ? 'done' : i === count && current !== null ? current : 'later',
    )
  switch (phase) {
    case 'waiting':
      return done(0, null)
    case 'aligning':
      return done(1, hasInputs ? 'align' : null)
    case 'preparing':
      return done(2, null)
    case 'sync':
      return done(2, 'sync')
    case 'async':
      return done(3, 'async')
    case 'ack-in-flight':
      return done(4, 'ack')
    case 'acknowledged':
      return done(5, null)
    case 'aborted':
      return Array.from({ length: 5 }, () => 'aborted')
  }
}

const FILL: Readonly<Record<Pip, string>> = {
  done: 'var(--ctl)',
  later: 'var(--sunken)',
  align: hatchUrl('alignment'),
  sync: 'var(--ctl)',
  async: hatchUrl('async'),
  ack: 'var(--ctl-tint)',
  aborted: 'var(--fail-tint)',
}

const STROKE: Readonly<Record<Pip, string>> = {
  done: 'var(--ctl)',
  later: 'var(--line)',
  align: 'var(--wait)',
  sync: 'var(--ctl)',
  async: 'var(--ctl)',
  ack: 'var(--ctl)',
  aborted: 'var(--fail)',
}

export interface CheckpointPipsProps {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly phase: CheckpointPhase
  readonly hasInputs: boolean
  readonly height?: number
}

/** (x, y) is the left end of the row, at half its height. */
export function CheckpointPips({ x, y, width, phase, hasInputs, height = 7 }: CheckpointPipsProps) {
  const gap = 4
  const each = (width - 4 * gap) / 5
  return (
    <g>
      {pipsOf(phase, hasInputs).map((pip, i) => (
        <rect
          key={i}
          x={px(x + i * (each + gap) + 0.5)}
          y={px(y - height / 2 + 0.5)}
          width={px(each - 1)}
          height={height - 1}
          rx={height / 2 - 0.5}
          fill={FILL[pip]}
          stroke={STROKE[pip]}
          strokeDasharray={pip === 'ack' ? '3 2' : undefined}
        />
      ))}
    </g>
  )
}

export const captionColor = (phase: CheckpointPhase): string =>
  phase === 'aligning'
    ? 'var(--wait-text)'
    : phase === 'waiting'
      ? 'var(--text3)'
      : phase === 'aborted'
        ? 'var(--fail-text)'
        : 'var(--ctl-text)'
