/** The small signs that stand before a word: drawn, not typed, so that every machine shows the same shape. */
export type GlyphName =
  | 'check'
  | 'cross'
  | 'pending'
  | 'dot'
  | 'ring'
  | 'half'
  | 'square'
  | 'bar'
  | 'restart'
  | 'bookmark'
  | 'diamond'
  | 'half-diamond'

export interface GlyphProps {
  readonly name: GlyphName
  readonly x: number
  readonly y: number
  readonly size?: number
  readonly color: string
}

/** Drawn in a square of `size` round (x, y). */
export function Sign({ name, x, y, size = 10, color }: GlyphProps) {
  const r = size / 2
  const line = {
    fill: 'none',
    stroke: color,
    strokeWidth: Math.max(1.3, size * 0.15),
    strokeLinecap: 'round',
    strokeLinejoin: 'round',
  } as const
  switch (name) {
    case 'check':
      return (
        <path
          d={`M${x - r * 0.8} ${y + r * 0.05}l${r * 0.55} ${r * 0.6}L${x + r * 0.85} ${y - r * 0.6}`}
          {...line}
        />
      )
    case 'cross':
      return (
        <path
          d={`M${x - r * 0.6} ${y - r * 0.6}l${r * 1.2} ${r * 1.2}M${x + r * 0.6} ${y - r * 0.6}l${-r * 1.2} ${r * 1.2}`}
          {...line}
        />
      )
    case 'dot':
      return <circle cx={x} cy={y} r={r * 0.9} fill={color} />
    case 'ring':
      return <circle cx={x} cy={y} r={r * 0.8} {...line} />
    case 'half':
      return <Half x={x} y={y} r={r * 0.8} color={color} />
    case 'pending':
      return (
        <>
          <circle cx={x} cy={y} r={r * 0.85} {...line} />
          <path
            d={`M${x} ${y}V${y - r * 0.85}A${r * 0.85} ${r * 0.85} 0 0 1 ${x + r * 0.85} ${y}Z`}
            fill={color}
          />
        </>
      )
    case 'square':
      return <rect x={x - r * 0.75} y={y - r * 0.75} width={r * 1.5} height={r * 1.5} fill={color} />
    case 'bar':
      return <rect x={x - r * 0.4} y={y - r * 0.8} width={r * 0.8} height={r * 1.6} rx={1} fill={color} />
    case 'restart':
      return (
        <>
          <path
            d={`M${x + r * 0.6} ${y - r * 0.45}A${r * 0.75} ${r * 0.75} 0 1 0 ${x + r * 0.74} ${y + r * 0.15}`}
            {...line}
          />
          <path d={`M${x + r * 0.75} ${y - r}V${y - r * 0.3}H${x + r * 0.05}`} {...line} />
        </>
      )
    case 'bookmark':
      return (
        <path
          d={`M${x - r * 0.6} ${y - r}h${r * 1.2}v${r * 2}l${-r * 0.6} ${-r * 0.6}l${-r * 0.6} ${r * 0.6}z`}
          fill={color}
        />
      )
    case 'half-diamond':
    case 'diamond':
      return <Diamond name={name} x={x} y={y} r={r} color={color} />
  }
}

interface DiamondProps {
  readonly name: 'diamond' | 'half-diamond'
  readonly x: number
  readonly y: number
  readonly r: number
  readonly color: string
}

function Diamond({ name, x, y, r, color }: DiamondProps) {
  const whole = `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`
  if (name === 'diamond') return <path d={whole} fill={color} />
  return (
    <>
      <path d={whole} fill="none" stroke={color} strokeWidth={1.4} />
      <path d={`M${x} ${y - r}L${x} ${y + r}L${x - r} ${y}Z`} fill={color} />
    </>
  )
}

function Half({ x, y, r, color }: Omit<DiamondProps, 'name'>) {
  return (
    <>
      <circle cx={x} cy={y} r={r} fill="none" stroke={color} strokeWidth={1.4} />
      <path d={`M${x} ${y - r}A${r} ${r} 0 0 0 ${x} ${y + r}Z`} fill={color} />
    </>
  )
}
