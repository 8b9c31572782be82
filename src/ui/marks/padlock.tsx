/** Shut: this channel waits for the barriers of the others. Always with a word near it. */
import { px } from './geometry.ts'

export function Padlock({
  x,
  y,
  size = 13,
}: {
  readonly x: number
  readonly y: number
  readonly size?: number
}) {
  const w = size * 0.86
  const h = size * 0.6
  const top = y - size / 2 + size * 0.4
  return (
    <g>
      <path
        d={`M${px(x - w * 0.3)} ${px(top + 1)}v${px(-size * 0.12)}a${px(w * 0.3)} ${px(w * 0.32)} 0 0 1 ${px(w * 0.6)} 0v${px(size * 0.12)}`}
        fill="none"
        stroke="var(--wait-text)"
        strokeWidth={size * 0.14}
      />
      <rect x={px(x - w / 2)} y={px(top)} width={px(w)} height={px(h)} rx={1.5} fill="var(--wait-text)" />
    </g>
  )
}
