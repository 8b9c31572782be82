/** Everything of space–time that is words, rings or signs: SVG over the canvas, a few hundred elements at most. */
import type { Frame } from '../../../engine/api/frame.ts'
import { CutLine } from '../../marks/cut-line.tsx'
import { px } from '../../marks/geometry.ts'
import {
  AbortedSquare,
  CompletedDisc,
  FailureRing,
  RestartDisc,
  SavepointDisc,
  StoredPlate,
  storedPlateWidth,
  TriggerPlate,
} from '../../marks/lane-signs.tsx'
import { Playhead } from '../../marks/playhead.tsx'
import type { Lanes } from './lanes.ts'
import { placeSigns } from './sign-places.ts'
import { describeLabels, type DiagramLabel, type OverlayScales } from './overlay-labels.ts'
import { directoryOf } from './names.ts'
import type { SpaceTimeTexts } from './text.ts'
import type { Tick } from './ticks.ts'
import type { Mark } from './timeline-things.ts'
import type { Visible } from './visible.ts'
import styles from './space-time.module.css'

export interface OverlayProps {
  readonly visible: Visible
  readonly lanes: Lanes
  readonly ticks: readonly Tick[]
  readonly frame: Frame
  readonly scales: OverlayScales
  readonly width: number
  readonly height: number
  readonly acting: number
  /** Total of subtasks a cut must cross. */
  readonly subtasks: number
  readonly chosen: number
  readonly texts: SpaceTimeTexts
  readonly stepLabel: string
  /** What a reader must know of the records shown; null: they are all there. */
  readonly note: string | null
  readonly focusBox: { readonly x: number; readonly y: number } | null
}

const TIME_LABEL_CLEAR = 54

export function Overlay(props: OverlayProps) {
  const { visible, lanes, frame, scales, width, height, focusBox } = props
  const playheadX = scales.x(frame.cursor.time)
  const inView = playheadX >= lanes.left - 1 && playheadX <= width
  const signX = placeSigns(visible.signs, scales.x)
  const labels = describeLabels(props, signX)
  return (
    <svg className={styles.overlay} width={width} height={height} aria-hidden="true" focusable="false">
      <LaneNames lanes={lanes} acting={props.acting} />
      <TimeLabels {...props} playheadX={playheadX} />
      <svg x={lanes.left - 10} width={Math.max(0, width - lanes.left + 10)} height={height}>
        <g transform={`translate(${10 - lanes.left} 0)`}>
          <Cuts {...props} />
          {visible.signs.map(mark => (
            <Sign
              key={`${mark.kind} ${mark.actor} ${mark.step}`}
              {...props}
              mark={mark}
              x={signX.get(mark) ?? scales.x(mark.start)}
            />
          ))}
        </g>
      </svg>
      {inView && (
        <Playhead
          x={playheadX}
          top={2}
          bottom={height - 11}
          label={props.stepLabel}
          low={lanes.left - 30}
          high={width - 2}
        />
      )}
      {labels.map(label => (
        <LabelMark key={label.id} label={label} />
      ))}
      {props.note !== null && (
        <text
          x={lanes.left + 6}
          y={height - 8}
          fontSize={11.5}
          fill="var(--text2)"
          stroke="var(--bg)"
          strokeWidth={4}
          paintOrder="stroke"
        >
          {props.note}
        </text>
      )}
      {focusBox !== null && (
        <rect
          x={px(focusBox.x - 8)}
          y={px(focusBox.y - 8)}
          width={16}
          height={16}
          rx={5}
          fill="none"
          stroke="var(--ctl)"
          strokeWidth={2}
        />
      )}
    </svg>
  )
}

function LaneNames({ lanes, acting }: { readonly lanes: Lanes; readonly acting: number }) {
  return (
    <g textAnchor="end">
      {lanes.lanes.map(lane => {
        const acts = lane.actors.includes(acting)
        return (
          <text
            key={lane.id}
            x={lanes.left - 12}
            y={lane.y}
            dy=".36em"
            fontSize={lanes.spacing < 15 ? 11 : 12.5}
            fontWeight={acts ? 650 : 400}
            fill={acts ? 'var(--text)' : 'var(--text2)'}
          >
            {lane.label}
          </text>
        )
      })}
    </g>
  )
}

function TimeLabels({
  ticks,
  scales,
  lanes,
  width,
  playheadX,
}: OverlayProps & { readonly playheadX: number }) {
  return (
    <g textAnchor="middle" fontSize={12} fill="var(--text3)">
      {ticks.map(tick => {
        const x = scales.x(tick.time)
        const hidden =
          !tick.major || x < lanes.left + 8 || x > width - 24 || Math.abs(x - playheadX) < TIME_LABEL_CLEAR
        return hidden ? null : (
          <text key={tick.time} x={px(x)} y={11} dy=".36em">
            {tick.label}
          </text>
        )
      })}
    </g>
  )
}

function Cuts({ visible, scales, chosen }: OverlayProps) {
  return (
    <g>
      {visible.cuts.map(cut => {
        const points = cut.crossings.flatMap(crossing => {
          const y = scales.y(crossing.actor)
          return y === undefined ? [] : [{ x: scales.x(crossing.time), y }]
        })
        return (
          <CutLine
            key={cut.checkpoint}
            points={points}
            status={cut.status}
            chosen={cut.checkpoint === chosen}
          />
        )
      })}
    </g>
  )
}

interface SignProps extends OverlayProps {
  readonly mark: Mark
  readonly x: number
}

function Sign({ mark, x, scales, frame, texts }: SignProps) {
  const y = scales.y(mark.actor)
  if (y === undefined) return null
  const opacity = mark.step > frame.cursor.step ? 0.3 : 1
  return <g opacity={opacity}>{signOf(mark, x, y, texts)}</g>
}

function signOf(mark: Mark, x: number, y: number, texts: SpaceTimeTexts) {
  switch (mark.kind) {
    case 'triggered':
      return <TriggerPlate x={x} y={y} checkpoint={mark.checkpoint} />
    case 'completed':
      return mark.savepoint === undefined ? <CompletedDisc x={x} y={y} /> : <SavepointDisc x={x} y={y} />
    case 'aborted':
      return <AbortedSquare x={x} y={y} />
    case 'failed':
      return <FailureRing x={x} y={y} />
    case 'restarting':
      return <RestartDisc x={x} y={y} />
    case 'stored': {
      const label = directoryOf(mark, texts)
      const isSavepoint = mark.savepoint !== undefined
      return <StoredPlate x={x} y={y} label={label} width={storedPlateWidth(label)} savepoint={isSavepoint} />
    }
    case 'crossing':
    case 'watermark':
    case 'timer':
    case 'saved':
      return null
  }
}

function LabelMark({ label }: { readonly label: DiagramLabel }) {
  const { box, frameColor } = label
  return (
    <g opacity={label.opacity}>
      {frameColor !== null && (
        <rect
          x={px(box.x)}
          y={px(box.y)}
          width={px(box.width)}
          height={px(box.height)}
          rx={3}
          fill="var(--surface)"
          stroke={frameColor}
          strokeWidth={1.2}
        />
      )}
      <text
        x={px(label.x)}
        y={px(label.y)}
        dy=".36em"
        fontSize={label.size}
        fontWeight={600}
        fill={label.color}
        stroke={frameColor === null ? 'var(--bg)' : undefined}
        strokeWidth={frameColor === null ? 4 : undefined}
        strokeLinejoin="round"
        paintOrder="stroke"
      >
        {label.text}
      </text>
    </g>
  )
}
