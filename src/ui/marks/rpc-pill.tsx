/** A remote call on its way: a dashed path and a pill with its name. The sign before the word tells ack from abort. */
import { Sign, type GlyphName } from './glyphs.tsx'
import { px, type Point } from './geometry.ts'
import { textWidth } from './text-width.ts'

export type RpcTone = 'ctl' | 'ok' | 'fail' | 'past' | 'text2'

const SIZE = 12
const PILL_HEIGHT = 20

export const pillWidth = (label: string, sign: GlyphName | null): number =>
  Math.ceil(textWidth(label, SIZE, 600) + (sign === null ? 18 : 30))

export interface RpcPillProps {
  readonly x: number
  readonly y: number
  readonly label: string
  readonly sign: GlyphName | null
  readonly tone: RpcTone
}

export function RpcPill({ x, y, label, sign, tone }: RpcPillProps) {
  const width = pillWidth(label, sign)
  const color = tone === 'text2' ? 'var(--text2)' : `var(--${tone}-text)`
  const left = x - width / 2
  return (
    <g>
      <rect
        x={px(left)}
        y={px(y - PILL_HEIGHT / 2)}
        width={width}
        height={PILL_HEIGHT}
        rx={PILL_HEIGHT / 2}
        fill="var(--surface)"
        stroke={`var(--${tone})`}
        strokeWidth={1.5}
      />
      {sign !== null && <Sign name={sign} x={px(left + 13)} y={y} size={10} color={color} />}
      <text
        x={px(left + (sign === null ? 9 : 21))}
        y={y}
        dy=".36em"
        fontSize={SIZE}
        fontWeight={600}
        fill={color}
      >
        {label}
      </text>
    </g>
  )
}

export interface RpcPathProps {
  readonly points: readonly Point[]
  readonly tone: RpcTone
  /** Without an arrow head where the path only joins another. */
  readonly arrow: boolean
}

const HEAD = 6

export function RpcPath({ points, tone, arrow }: RpcPathProps) {
  const last = points.at(-1)
  const before = points.at(-2)
  if (last === undefined || before === undefined) return null
  const angle = Math.atan2(last.y - before.y, last.x - before.x)
  const back = (spread: number): string =>
    `${px(last.x - HEAD * Math.cos(angle + spread) * 1.2)} ${px(last.y - HEAD * Math.sin(angle + spread) * 1.2)}`
  return (
    <g>
      <path
        d={`M${points.map(point => `${px(point.x)} ${px(point.y)}`).join('L')}`}
        fill="none"
        stroke={`var(--${tone})`}
        strokeWidth={1.5}
        strokeDasharray="4 3"
        strokeLinejoin="round"
      />
      {arrow && (
        <path d={`M${px(last.x)} ${px(last.y)}L${back(0.5)}L${back(-0.5)}Z`} fill={`var(--${tone})`} />
      )}
    </g>
  )
}
