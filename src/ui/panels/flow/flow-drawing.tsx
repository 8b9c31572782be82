/**
 * The flow at one moment, as one picture: strip, wires, troughs, cards, glyphs, calls. Everything it draws is in
 * its props, and it draws nothing that the frame does not hold.
 */
import { useMemo, useRef } from 'react'
import type { Frame, Scene } from '../../../engine/api/frame.ts'
import type { Focus, Selection } from '../../../store/session.ts'
import { isLateFor } from '../../../store/watermarks.ts'
import { HALO_OPACITY } from '../../kit/tokens.ts'
import { bottom, px, type Rect } from '../../marks/geometry.ts'
import { assignPlaces, type Assignment } from './assign.ts'
import { Bundles } from './bundles.tsx'
import { Calls } from './calls.tsx'
import type { CardContext } from './card-context.ts'
import { Ring } from './card-frame.tsx'
import { channelsOf, type DrawnChannel } from './channel-geometry.ts'
import { Troughs, Wires } from './channels.tsx'
import { CoordinatorStrip } from './coordinator.tsx'
import { EdgeLabels } from './event-time.tsx'
import { GlyphLayer } from './glyph-layer.tsx'
import { placeItems, type Glyph } from './items.ts'
import type { FlowLayout } from './layout.ts'
import { useGlyphMotion, type MotionOptions } from './motion.ts'
import { placeCalls } from './routes.ts'
import type { SceneIndex } from './scene-index.ts'
import { spotsOf } from './spots.ts'
import { Tasks } from './tasks.tsx'
import type { Tray } from './tray.ts'
import styles from './flow.module.css'

export interface FlowDrawingProps {
  readonly scene: Scene
  readonly index: SceneIndex
  readonly layout: FlowLayout
  readonly tray: Tray
  readonly context: CardContext
  /** Simulated time: that of the frame, or between two frames while playing. */
  readonly now: number
  readonly zoom: number
  readonly selection: Selection | null
  readonly focus: Focus | null
  readonly motion: MotionOptions
  readonly turnPage: (vertex: number) => void
}

export function FlowDrawing(props: FlowDrawingProps) {
  const { scene, index, layout, tray, context, now, zoom, selection, focus } = props
  const { frame, texts } = context
  const svg = useRef<SVGSVGElement>(null)
  const acting = frame.rows[0]?.actor ?? -1
  const assignment = useAssignment(scene, layout, frame, acting, selection)
  const channels = useMemo(() => channelsOf(scene, layout, assignment), [scene, layout, assignment])
  const near = singleChannels(channels, acting, selection)
  const glyphs = glyphsOf(channels, near, frame, now)
  const queueRoom = scene.settings.queueBuffers
  const calls = placeCalls(frame.messages, now, layout, tray, assignment, index.jobManager, texts)
  const spots = spotsOf(glyphs, channels, assignment, layout, index, frame, context, calls, tray)
  useGlyphMotion(svg, spots, frame, layout, props.motion)
  const common = { frame, queueRoom, selection, focus, texts, context }
  const own = near.filter(channel => !channel.edge.bundled)
  const strip = stripActing(scene, acting, layout)
  return (
    <svg
      ref={svg}
      className={styles.drawing}
      width={layout.width * zoom}
      height={layout.height * zoom}
      viewBox={`0 0 ${px(layout.width)} ${px(layout.height)}`}
      aria-hidden="true"
      focusable="false"
    >
      <Bundles layout={layout} channels={channels} {...common} />
      <Wires channels={near} {...common} />
      <Troughs channels={own} {...common} />
      <EdgeLabels channels={own} texts={texts} />
      {layout.showCaptions && (
        <Captions layout={layout} own={own} frame={frame} texts={texts} eventTime={scene.eventTime} />
      )}
      {strip !== null && <Ring box={strip} away={2.5} width={4} color="var(--ctl)" opacity={HALO_OPACITY} />}
      <CoordinatorStrip layout={layout} tray={tray} frame={frame} selection={selection} texts={texts} />
      <StripFocus layout={layout} focus={focus} />
      <Tasks
        layout={layout}
        assignment={assignment}
        channels={channels}
        index={index}
        acting={acting}
        selection={selection}
        focus={focus}
        context={context}
        turnPage={props.turnPage}
      />
      <GlyphLayer
        glyphs={glyphs}
        troughHeight={heights(channels)}
        slotOf={index.slotOf}
        selection={selection}
        words={context.shared.eventTime}
        roomy={layout.level.slack > 0}
        isLate={(record, channel) =>
          scene.eventTime && isLateFor(frame, record, channels.get(channel)?.to ?? -1)
        }
      />
      <Calls calls={calls} />
    </svg>
  )
}

/** Where the keyboard is, above the flow. */
function StripFocus({ layout, focus }: { readonly layout: FlowLayout; readonly focus: Focus | null }) {
  const box =
    focus?.type === 'jobmanager' ? layout.coordinator : focus?.type === 'storage' ? layout.storage : null
  return box === null ? null : <Ring box={box} away={3} width={2} color="var(--ctl)" />
}

/** Subtasks that must be seen, most important first; the assignment changes only when they do. */
function useAssignment(
  scene: Scene,
  layout: FlowLayout,
  frame: Frame,
  acting: number,
  selection: Selection | null,
): Assignment {
  const selected = selection?.type === 'task' ? selection.actor : -1
  const behind = stragglerOf(frame)
  return useMemo(
    () => assignPlaces(scene, layout, [acting, selected, behind]),
    [scene, layout, acting, selected, behind],
  )
}

/** The one subtask that all others of a checkpoint wait for. */
function stragglerOf(frame: Frame): number {
  const pending = frame.coordinator.checkpoints.findLast(checkpoint => checkpoint.status === 'pending')
  const missing = pending?.subtasks.filter(part => part.phase !== 'acknowledged') ?? []
  return missing.length === 1 ? (missing[0]?.actor ?? -1) : -1
}

/** Every channel of a plain edge; of a bundle only those at the acting or the selected task. */
function singleChannels(
  channels: ReadonlyMap<number, DrawnChannel>,
  acting: number,
  selection: Selection | null,
): DrawnChannel[] {
  const selected = selection?.type === 'task' ? selection.actor : -1
  const chosen = selection?.type === 'channel' ? selection.index : -1
  const seen = new Set([acting, selected])
  return [...channels.values()].filter(
    channel =>
      !channel.edge.bundled || channel.index === chosen || seen.has(channel.from) || seen.has(channel.to),
  )
}

/** In a bundle only what is on its way is drawn, and of the channels that are not single only the barriers. */
function glyphsOf(
  channels: ReadonlyMap<number, DrawnChannel>,
  near: readonly DrawnChannel[],
  frame: Frame,
  now: number,
): Glyph[] {
  const single = new Set(near.map(channel => channel.index))
  return [...channels.values()].flatMap(channel => {
    const state = frame.channels[channel.index]
    if (state === undefined) return []
    const placed = placeItems(channel.index, state, channel, now)
    if (!channel.edge.bundled) return placed
    return placed.filter(
      glyph => glyph.place === 'transit' && (single.has(channel.index) || glyph.item.type === 'barrier'),
    )
  })
}

const heights =
  (channels: ReadonlyMap<number, DrawnChannel>) =>
  (channel: number, place: Glyph['place']): number => {
    const drawn = channels.get(channel)
    if (drawn === undefined) return 28
    const { out, input } = drawn
    if (place === 'queued') return out.box.height
    return place === 'transit' ? Math.max(out.box.height, input.box.height) : input.box.height
  }

/** The strip's box that the step happened at, when it was not at a task. */
function stripActing(scene: Scene, acting: number, layout: FlowLayout): Rect | null {
  const kind = scene.actors.find(actor => actor.index === acting)?.kind
  return kind === 'jobmanager' ? layout.coordinator : kind === 'storage' ? layout.storage : null
}

interface CaptionsProps {
  readonly layout: FlowLayout
  readonly own: readonly DrawnChannel[]
  readonly frame: Frame
  readonly texts: CardContext['texts']
  readonly eventTime: boolean
}

/** "output queue" and "input" over the first trough of each kind, unless something else is said there. */
function Captions({ layout, own, frame, texts, eventTime }: CaptionsProps) {
  const first = own.toSorted((a, b) => a.out.box.x - b.out.box.x || a.out.box.y - b.out.box.y)[0]
  const input = own.toSorted((a, b) => a.input.box.x - b.input.box.x || a.input.box.y - b.input.box.y)[0]
  if (first === undefined || input === undefined) return null
  const state = frame.channels[first.index]
  const taken = (state?.senderBlocked ?? 0) > 0 || (state?.receiverBlocked ?? 0) > 0
  const hasRoom = (y: number) => y - 18 >= bottom(layout.coordinator) + 4
  const credits = frame.channels[input.index]?.creditsTotal ?? 0
  return (
    <g fontSize={12} fill="var(--text2)">
      {!taken && first.out.roomAbove && hasRoom(first.out.box.y) && (
        <text x={px(first.out.box.x + 2)} y={px(first.out.box.y - 9)} dy=".36em">
          {texts.outputQueue}
        </text>
      )}
      {!eventTime && input.input.roomAbove && credits <= 4 && hasRoom(input.input.box.y) && (
        <text x={px(input.input.box.x + 9 + credits * 7.6)} y={px(input.input.box.y - 6)} dy=".36em">
          {texts.input}
        </text>
      )}
    </g>
  )
}
