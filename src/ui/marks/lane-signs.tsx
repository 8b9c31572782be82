/** Signs on the lanes of space–time: a trigger's plate, and the discs of what became of it, of failures and restarts. */
import { Sign } from './glyphs.tsx'
import { px } from './geometry.ts'
import { textWidth } from './text-width.ts'

interface PlaceProps {
  readonly x: number
  readonly y: number
}

export const plateWidth = (checkpoint: number): number =>
  Math.max(17, Math.ceil(textWidth(String(checkpoint), 12, 650)) + 9)

/** Where a checkpoint was triggered: a small gate with its number. */
export function TriggerPlate({ x, y, checkpoint }: PlaceProps & { readonly checkpoint: number }) {
  const width = plateWidth(checkpoint)
  const left = px(x - width / 2)
  return (
    <g>
      <rect x={left} y={y - 9.5} width={width} height={19} rx={3} fill="var(--ctl)" stroke="var(--bg)" />
      <path
        d={`M${left + 2.5} ${y - 7.5}v15M${left + width - 2.5} ${y - 7.5}v15`}
        stroke="var(--on-ctl)"
        strokeWidth={0.9}
        strokeDasharray="2 2"
        opacity={0.8}
      />
      <text
        x={px(x)}
        y={y}
        dy=".36em"
        fontSize={12}
        fontWeight={650}
        textAnchor="middle"
        fill="var(--on-ctl)"
      >
        {checkpoint}
      </text>
    </g>
  )
}

/** ✓ round: completed. */
export const CompletedDisc = ({ x, y }: PlaceProps) => (
  <g>
    <circle cx={px(x)} cy={y} r={8.2} fill="var(--ok)" stroke="var(--bg)" />
    <Sign name="check" x={px(x)} y={y} size={10} color="var(--bg)" />
  </g>
)

/** A bookmark: a savepoint is complete. */
export const SavepointDisc = ({ x, y }: PlaceProps) => (
  <g>
    <circle cx={px(x)} cy={y} r={8.2} fill="var(--past)" stroke="var(--bg)" />
    <Sign name="bookmark" x={px(x)} y={y} size={10} color="var(--bg)" />
  </g>
)

/** ✕ square: aborted. */
export const AbortedSquare = ({ x, y }: PlaceProps) => (
  <g>
    <rect x={px(x - 8)} y={y - 8} width={16} height={16} rx={3} fill="var(--fail)" stroke="var(--bg)" />
    <Sign name="cross" x={px(x)} y={y} size={11} color="var(--bg)" />
  </g>
)

/** ✕ in a circle on a task's lane: it failed here. */
export const FailureRing = ({ x, y }: PlaceProps) => (
  <g>
    <circle cx={px(x)} cy={y} r={10} fill="var(--bg)" stroke="var(--fail)" strokeWidth={2.2} />
    <Sign name="cross" x={px(x)} y={y} size={14} color="var(--fail)" />
  </g>
)

/** ↻ in a disc: the job starts again from a checkpoint. */
export const RestartDisc = ({ x, y }: PlaceProps) => (
  <g>
    <circle cx={px(x)} cy={y} r={8.2} fill="var(--past)" stroke="var(--bg)" />
    <Sign name="restart" x={px(x)} y={y} size={10} color="var(--bg)" />
  </g>
)

interface StoredPlateProps extends PlaceProps {
  readonly label: string
  readonly width: number
  readonly savepoint: boolean
}

/** A checkpoint or savepoint in storage. */
export function StoredPlate({ x, y, label, width, savepoint }: StoredPlateProps) {
  const tone = savepoint ? 'past' : 'ok'
  return (
    <g>
      <rect
        x={px(x - width / 2)}
        y={y - 9}
        width={px(width)}
        height={18}
        rx={5}
        fill="var(--surface)"
        stroke={`var(--${tone})`}
        strokeWidth={1.2}
      />
      <Sign
        name={savepoint ? 'bookmark' : 'check'}
        x={px(x - width / 2 + 12)}
        y={y}
        size={9}
        color={`var(--${tone}-text)`}
      />
      <text
        x={px(x - width / 2 + 20)}
        y={y}
        dy=".36em"
        fontSize={11.5}
        fontWeight={600}
        fill={`var(--${tone}-text)`}
      >
        {label}
      </text>
    </g>
  )
}

export const storedPlateWidth = (label: string): number => Math.ceil(textWidth(label, 11.5, 600)) + 28
