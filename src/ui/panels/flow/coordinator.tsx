/** The strip above the flow: coordinator, ack tray and storage. */
import type { CheckpointFrame, Frame } from '../../../engine/api/frame.ts'
import { select, type Selection } from '../../../store/session.ts'
import { storedSnapshots } from '../../../store/stored-snapshots.ts'
import { hatchUrl } from '../../kit/patterns.tsx'
import { AckCell } from '../../marks/ack-cell.tsx'
import { px, right } from '../../marks/geometry.ts'
import { Sign, type GlyphName } from '../../marks/glyphs.tsx'
import { StorageCylinder } from '../../marks/storage-cylinder.tsx'
import { fitText, textWidth } from '../../marks/text-width.ts'
import type { FlowLayout } from './layout.ts'
import type { FlowTexts } from './text.ts'
import { menuOf } from './use-stage-menu.ts'
import { ackedCount, ackStateOf, shownCheckpoint, type Tray } from './tray.ts'

export interface CoordinatorStripProps {
  readonly layout: FlowLayout
  readonly tray: Tray
  readonly frame: Frame
  readonly selection: Selection | null
  readonly texts: FlowTexts
}

const CHIP_LOOK: Readonly<Record<CheckpointFrame['status'], { sign: GlyphName; tone: string }>> = {
  pending: { sign: 'pending', tone: 'ctl' },
  completed: { sign: 'check', tone: 'ok' },
  aborted: { sign: 'cross', tone: 'fail' },
}

export function CoordinatorStrip({ layout, tray, frame, selection, texts }: CoordinatorStripProps) {
  const box = layout.coordinator
  const { isUp } = frame.cluster.jobManager
  const checkpoint = shownCheckpoint(frame)
  const chosen = selection?.type === 'checkpoint' && selection.id === checkpoint?.id
  return (
    <g {...menuOf({ type: 'jobmanager' })}>
      <rect
        x={px(box.x)}
        y={box.y}
        width={px(box.width)}
        height={box.height}
        rx={8}
        fill="var(--surface)"
        stroke={isUp ? 'var(--line2)' : 'var(--fail)'}
        strokeDasharray={isUp ? undefined : '5 3'}
      />
      {!isUp && <DownHatch layout={layout} />}
      {chosen && (
        <rect
          x={px(box.x - 3)}
          y={box.y - 3}
          width={px(box.width + 6)}
          height={box.height + 6}
          rx={11}
          fill="none"
          stroke="var(--now)"
          strokeWidth={2}
        />
      )}
      <text x={px(tray.titleX)} y={box.y + 13} dy=".36em" fontSize={11.5} fill="var(--text2)">
        {isUp ? texts.jobManager : texts.jobManagerDown}
      </text>
      {tray.chip === null && checkpoint !== null && (
        <SmallChip tray={tray} y={box.y + 13} checkpoint={checkpoint} first={texts.jobManager} />
      )}
      <text x={px(tray.titleX)} y={box.y + 29} dy=".36em" fontSize={13} fontWeight={650} fill="var(--text)">
        {texts.coordinator}
      </text>
      {tray.chip !== null && checkpoint !== null && <Chip tray={tray} checkpoint={checkpoint} />}
      {tray.groups.map(group => (
        <text
          key={group.label}
          x={px(group.x)}
          y={box.y + box.height / 2}
          dy=".36em"
          fontSize={11.5}
          fill="var(--text2)"
        >
          {group.label}
        </text>
      ))}
      {tray.cells.map(cell => (
        <g
          key={cell.actor}
          data-glyph={`cell ${cell.actor}`}
          data-pick=""
          {...menuOf({ type: 'task', actor: cell.actor })}
          onClick={() => select({ type: 'task', actor: cell.actor })}
        >
          <AckCell box={cell.box} label={cell.label} state={ackStateOf(checkpoint, cell.actor)} />
        </g>
      ))}
      <Count layout={layout} tray={tray} frame={frame} checkpoint={checkpoint} texts={texts} />
      <Storage layout={layout} frame={frame} selection={selection} texts={texts} />
    </g>
  )
}

/** A savepoint stands apart, since no failure goes back to it. */
function lookOf({ status, snapshot, id }: CheckpointFrame): {
  readonly sign: GlyphName
  readonly tone: string
  readonly label: string
} {
  const look = CHIP_LOOK[status]
  if (snapshot.kind === 'checkpoint') return { ...look, label: `chk-${id}` }
  const isDone = status === 'completed'
  return { sign: isDone ? 'bookmark' : look.sign, tone: isDone ? 'past' : look.tone, label: `S${id}` }
}

function Chip({ tray, checkpoint }: { readonly tray: Tray; readonly checkpoint: CheckpointFrame }) {
  const box = tray.chip
  if (box === null) return null
  const { sign, tone, label } = lookOf(checkpoint)
  const width = textWidth(label, 13, 600) + 15
  const left = box.x + (box.width - width) / 2
  const y = box.y + box.height / 2
  return (
    <g data-pick="" onClick={() => select({ type: 'checkpoint', id: checkpoint.id })}>
      <rect
        x={px(box.x)}
        y={px(box.y)}
        width={box.width}
        height={box.height}
        rx={11}
        fill={`var(--${tone}-tint)`}
      />
      <Sign name={sign} x={px(left + 5)} y={y} size={11} color={`var(--${tone}-text)`} />
      <text x={px(left + 15)} y={y} dy=".36em" fontSize={13} fontWeight={600} fill={`var(--${tone}-text)`}>
        {label}
      </text>
    </g>
  )
}

interface SmallChipProps {
  readonly tray: Tray
  readonly y: number
  readonly checkpoint: CheckpointFrame
  /** The words before it on the same line. */
  readonly first: string
}

/** The chip's words behind "JobManager", where the cells take all the room. */
function SmallChip({ tray, y, checkpoint, first }: SmallChipProps) {
  const { sign, tone, label } = lookOf(checkpoint)
  const x = tray.titleX + textWidth(first, 11.5) + 12
  return (
    <g data-pick="" onClick={() => select({ type: 'checkpoint', id: checkpoint.id })}>
      <Sign name={sign} x={px(x + 5)} y={y} size={10} color={`var(--${tone}-text)`} />
      <text x={px(x + 14)} y={y} dy=".36em" fontSize={11.5} fontWeight={600} fill={`var(--${tone}-text)`}>
        {label}
      </text>
    </g>
  )
}

interface CountProps {
  readonly layout: FlowLayout
  readonly tray: Tray
  readonly frame: Frame
  readonly checkpoint: CheckpointFrame | null
  readonly texts: FlowTexts
}

function noCheckpointWords({ cluster, coordinator }: Frame, texts: FlowTexts): string {
  if (!cluster.jobManager.isUp) return texts.noCoordinator
  return coordinator.enabled ? texts.noCheckpoint : texts.checkpointingOff
}

/** "1 / 6 acknowledged"; below it how many failures in a row were tolerated, as long as there are any. */
function Count({ layout, tray, frame, checkpoint, texts }: CountProps) {
  const { consecutive, tolerable } = frame.coordinator.failures
  const counts = consecutive > 0
  const y = layout.coordinator.y + layout.coordinator.height / 2 - (counts ? 7.5 : 0)
  const x = tray.countX
  const room = right(layout.coordinator) - x - 8
  return (
    <g>
      <Acked layout={layout} tray={tray} frame={frame} checkpoint={checkpoint} texts={texts} y={y} />
      {counts && (
        <text x={px(x)} y={y + 16} dy=".36em" fontSize={11.5} fill="var(--fail-text)">
          {fitText(texts.tolerated(consecutive, tolerable), room, 11.5)}
        </text>
      )}
    </g>
  )
}

function Acked({ layout, tray, frame, checkpoint, texts, y }: CountProps & { readonly y: number }) {
  const room = right(layout.coordinator) - tray.countX - 8
  if (checkpoint === null) {
    const words = noCheckpointWords(frame, texts)
    return (
      <text x={px(tray.countX)} y={y} dy=".36em" fontSize={12.5} fill="var(--text3)">
        {fitText(words, room, 12.5)}
      </text>
    )
  }
  const acked = ackedCount(checkpoint)
  const total = checkpoint.subtasks.length
  if (checkpoint.status === 'aborted') {
    const words = texts.abortedAt(acked, total)
    const size = textWidth(words, 14.5, 650) <= room ? 14.5 : 12
    return (
      <text x={px(tray.countX)} y={y} dy=".36em" fontSize={size} fontWeight={650} fill="var(--fail-text)">
        {fitText(words, room, size, 650)}
      </text>
    )
  }
  const number = `${acked} / ${total}`
  const numberWidth = textWidth(number, 15, 650)
  const words = checkpoint.status === 'completed' ? texts.completed : texts.acknowledged
  const size = textWidth(words, 13) <= room - numberWidth - 7 ? 13 : 11.5
  return (
    <g>
      <text x={px(tray.countX)} y={y} dy=".36em" fontSize={15} fontWeight={650} fill="var(--text)">
        {number}
      </text>
      <text
        x={px(tray.countX + numberWidth + 7)}
        y={y}
        dy=".36em"
        fontSize={size}
        fill={checkpoint.status === 'completed' ? 'var(--ok-text)' : 'var(--text2)'}
      >
        {fitText(words, Math.max(0, room - numberWidth - 7), size)}
      </text>
    </g>
  )
}

function DownHatch({ layout: { coordinator: box } }: { readonly layout: FlowLayout }) {
  const [x, width] = [px(box.x), px(box.width)]
  return (
    <rect x={x} y={box.y} width={width} height={box.height} rx={8} fill={hatchUrl('down')} opacity={0.25} />
  )
}

function Storage({ layout, frame, selection, texts }: Omit<CoordinatorStripProps, 'tray'>) {
  const { completed, writing } = frame.storage
  const newest = completed.reduce((most, id) => Math.max(most, id), 0)
  const isGone = storedSnapshots(frame.storage).gone.includes(newest)
  const id = writing?.checkpoint ?? newest
  return (
    <g
      data-pick=""
      {...menuOf({ type: 'storage' })}
      onClick={() => id > 0 && select({ type: 'checkpoint', id })}
    >
      <StorageCylinder
        box={layout.storage}
        title={texts.storage}
        completed={newest > 0 && !isGone ? `chk-${newest}` : null}
        gone={isGone ? texts.gone(newest) : null}
        writing={writing === null ? null : `${writing.done}/${writing.total}`}
        empty={texts.storageEmpty}
        selected={selection?.type === 'checkpoint' && selection.id === newest && writing === null}
      />
    </g>
  )
}
