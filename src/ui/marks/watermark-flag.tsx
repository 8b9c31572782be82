/**
 * A watermark: an open triangle on a thin pole, with its time where there is room. It is ink, not colour, and
 * narrower than any record: it carries no data. A status is a small ring, with bars while idle.
 */
import { px } from './geometry.ts'

export const FLAG_WIDTH = 13

export interface WatermarkFlagProps {
  readonly time: string
  /** Of the records beside it; the pole is as high. */
  readonly height: number
  /** Writes the time above the pole. */
  readonly labelled: boolean
}

/** Drawn round (0, 0). */
export function WatermarkFlag({ time, height, labelled }: WatermarkFlagProps) {
  const half = px(Math.max(6, height / 2))
  return (
    <g>
      <title>{time}</title>
      <rect x={-FLAG_WIDTH / 2} y={-half} width={FLAG_WIDTH} height={2 * half} fill="transparent" />
      <path d={`M0 ${-half + 8}V${half}`} stroke="var(--text2)" strokeWidth={1} />
      <path
        d={`M-5 ${-half}H5L0 ${-half + 8.5}Z`}
        fill="var(--surface)"
        stroke="var(--text2)"
        strokeWidth={1.3}
        strokeLinejoin="round"
      />
      {labelled && (
        <text
          y={px(-half - 7)}
          dy=".36em"
          fontSize={11}
          fontWeight={550}
          textAnchor="middle"
          fill="var(--text2)"
          stroke="var(--bg)"
          strokeWidth={3}
          strokeLinejoin="round"
          paintOrder="stroke"
        >
          {time}
        </text>
      )}
    </g>
  )
}

export function StatusFlag({ idle }: { readonly idle: boolean }) {
  return (
    <g fill="none" stroke="var(--text2)" strokeWidth={1.3}>
      <circle r={5.5} fill="var(--surface)" />
      {idle ? <path d="M-1.7 -2.4V2.4M1.7 -2.4V2.4" /> : <circle r={1.4} fill="var(--text2)" stroke="none" />}
    </g>
  )
}
