/** One subtask's phases on the common scale. Nothing happens during a start delay, so that is a dotted line. */
import { duration } from '../../../i18n/format.ts'
import { hatchUrl } from '../../../kit/patterns.tsx'
import { textWidth } from '../../../marks/text-width.ts'
import { isAcknowledged, spansOf, type PhaseName, type PhaseSpan, type ShownPart } from './model.ts'

const LABEL_SIZE = 11.5
/** A label stands in a segment that is at least this wide. */
const LABEL_MIN = 54
const PLATE = 5
const BAR = 18
/** Room at the right for the mark of the ack. */
export const ACK_ROOM = 14

export interface PhaseScale {
  readonly width: number
  readonly height: number
  /** µs at the right end. */
  readonly end: number
  readonly ticks: readonly number[]
}

export const placeOn = ({ width, end }: PhaseScale, micros: number): number =>
  end <= 0 ? 0 : (micros / end) * Math.max(0, width - ACK_ROOM)

interface BarProps {
  readonly part: ShownPart
  readonly scale: PhaseScale
  /** Where it ended without its ack, from the trigger; -1: it did not. */
  readonly endedAfter: number
}

export function PhaseBar({ part, scale, endedAfter }: BarProps) {
  const { width, height } = scale
  const middle = height / 2
  const spans = spansOf(part)
  return (
    <svg width={width} height={height} aria-hidden="true" style={{ display: 'block' }}>
      <Grid scale={scale} />
      {spans.map(span =>
        span.phase === 'startDelay' ? (
          <StartDelay key={span.phase} span={span} scale={scale} middle={middle} />
        ) : (
          <Segment key={span.phase} span={span} scale={scale} middle={middle} beside={part.unaligned} />
        ),
      )}
      {isAcknowledged(part) ? (
        <AckMark part={part} scale={scale} middle={middle} from={spans.at(-1)?.to ?? 0} />
      ) : (
        endedAfter >= 0 && (
          <path
            d={`M${placeOn(scale, endedAfter)} ${middle - 5}l10 10m0 -10l-10 10`}
            fill="none"
            stroke="var(--fail)"
            strokeWidth={2}
          />
        )
      )}
    </svg>
  )
}

interface AckProps {
  readonly part: ShownPart
  readonly scale: PhaseScale
  readonly middle: number
  /** Where the last phase ended: from there on the ack was on its way. */
  readonly from: number
}

function AckMark({ part, scale, middle, from }: AckProps) {
  const start = placeOn(scale, from) + 2
  const end = placeOn(scale, part.ackedAfter)
  return (
    <g fill="none" stroke="var(--ctl)">
      {end - start > 6 && (
        <path d={`M${start} ${middle}H${end + 2}`} strokeWidth={1.2} strokeDasharray="4 3" />
      )}
      <path d={`M${end + 3} ${middle - 5}l5 5l-5 5`} strokeWidth={2} />
    </g>
  )
}

function Grid({ scale }: { readonly scale: PhaseScale }) {
  return (
    <g stroke="var(--line)">
      {scale.ticks.map(tick => {
        const x = Math.round(placeOn(scale, tick)) + 0.5
        return <path key={tick} d={`M${x} 0V${scale.height}`} />
      })}
    </g>
  )
}

interface SpanProps {
  readonly span: PhaseSpan
  readonly scale: PhaseScale
  readonly middle: number
}

function StartDelay({ span, scale, middle }: SpanProps) {
  const from = placeOn(scale, span.from)
  const to = placeOn(scale, span.to)
  if (to - from < 3) return null
  return (
    <g>
      <path
        d={`M${from + 2} ${middle}H${to - 2}`}
        stroke="var(--text3)"
        strokeWidth={1.4}
        strokeDasharray="1.5 3.5"
      />
      <Label from={from} to={to} middle={middle} text={duration(span.to - span.from)} muted />
    </g>
  )
}

const LOOK: Readonly<
  Record<Exclude<PhaseName, 'startDelay'>, { readonly fill: string; readonly edge: string }>
> = {
  alignment: { fill: hatchUrl('alignment'), edge: 'var(--wait)' },
  sync: { fill: 'var(--ctl)', edge: 'var(--ctl)' },
  async: { fill: hatchUrl('async'), edge: 'var(--ctl)' },
}

/** Beside the others: an alignment that goes on while the snapshot is taken is a narrow bar beneath. */
function Segment({ span, scale, middle, beside }: SpanProps & { readonly beside: boolean }) {
  if (span.phase === 'startDelay') return null
  const from = placeOn(scale, span.from)
  const width = Math.max(1.5, placeOn(scale, span.to) - from)
  const narrow = beside && span.phase === 'alignment'
  const { fill, edge } = LOOK[span.phase]
  return (
    <g>
      <rect
        x={from + 0.5}
        y={narrow ? middle + BAR / 2 - 1 : middle - BAR / 2 + 0.5}
        width={Math.max(1, width - 1)}
        height={narrow ? 5 : BAR - 1}
        fill={fill}
        stroke={edge}
        strokeWidth={1.2}
      />
      {!narrow && span.phase !== 'sync' && (
        <Label from={from} to={from + width} middle={middle} text={duration(span.to - span.from)} />
      )}
    </g>
  )
}

interface LabelProps {
  readonly from: number
  readonly to: number
  readonly middle: number
  readonly text: string
  readonly muted?: boolean
}

function Label({ from, to, middle, text, muted = false }: LabelProps) {
  const width = textWidth(text, LABEL_SIZE, muted ? 400 : 550) + 2 * PLATE
  if (to - from < Math.max(LABEL_MIN, width + 8)) return null
  const center = (from + to) / 2
  return (
    <g>
      <rect
        x={center - width / 2}
        y={middle - 8}
        width={width}
        height={16}
        rx={2}
        fill={muted ? 'var(--bg)' : 'var(--surface)'}
      />
      <text
        x={center}
        y={middle}
        dy=".36em"
        textAnchor="middle"
        fontSize={LABEL_SIZE}
        fontWeight={muted ? 400 : 550}
        fill={muted ? 'var(--text2)' : 'var(--text)'}
      >
        {text}
      </text>
    </g>
  )
}
