/** Which words stand on the diagram, and where they would like to be. */
import type { Frame } from '../../../engine/api/frame.ts'
import { cutColor } from '../../marks/cut-line.tsx'
import { rect, type Rect } from '../../marks/geometry.ts'
import { storedPlateWidth } from '../../marks/lane-signs.tsx'
import { playheadFlagWidth } from '../../marks/playhead.tsx'
import type { Cut } from './consistent-cut.ts'
import { placeLabels, type Candidate, type LabelWish, type PlacedLabel } from './labels.ts'
import type { Lanes } from './lanes.ts'
import { directoryOf, nameOf } from './names.ts'
import type { SpaceTimeTexts } from './text.ts'
import type { Mark } from './timeline-things.ts'
import type { Visible } from './visible.ts'

export interface OverlayScales {
  readonly x: (time: number) => number
  readonly y: (actor: number) => number | undefined
}

export interface DiagramLabel extends PlacedLabel {
  readonly color: string
  /** Colour of its frame; null: no frame but a rim of the ground. */
  readonly frameColor: string | null
  readonly size: number
  readonly opacity: number
}

export interface LabelScene {
  readonly visible: Visible
  readonly lanes: Lanes
  readonly frame: Frame
  readonly scales: OverlayScales
  readonly width: number
  readonly height: number
  readonly subtasks: number
  readonly chosen: number
  readonly texts: SpaceTimeTexts
  readonly stepLabel: string
}

interface Styled extends LabelWish {
  readonly color: string
  readonly frameColor: string | null
  readonly opacity: number
}

/** Half the width of a disc and the air beside it. */
const SIGN_ROOM = 13
const SIZE = 12

export function describeLabels(scene: LabelScene, signX: ReadonlyMap<Mark, number>): DiagramLabel[] {
  const outcomes = outcomeWishes(scene, signX)
  const cuts = scene.visible.cuts.flatMap(cut => cutWish(cut, scene))
  const wishes = [
    ...cuts.filter(wish => wish.insistent),
    ...outcomes,
    ...cuts.filter(wish => !wish.insistent),
  ]
  const styles = new Map(wishes.map(wish => [wish.id, wish]))
  return placeLabels(wishes, takenBoxes(scene, signX)).flatMap((placed): DiagramLabel[] => {
    const style = styles.get(placed.id)
    return style === undefined
      ? []
      : [
          {
            ...placed,
            color: style.color,
            frameColor: style.frameColor,
            size: style.size,
            opacity: style.opacity,
          },
        ]
  })
}

/** Signs and plates: no word may cover them. */
function takenBoxes(
  { visible, scales, frame, texts, stepLabel }: LabelScene,
  signX: ReadonlyMap<Mark, number>,
): Rect[] {
  const boxes = visible.signs.flatMap((mark): Rect[] => {
    const y = scales.y(mark.actor)
    if (y === undefined || mark.kind === 'crossing') return []
    const width = mark.kind === 'stored' ? storedPlateWidth(directoryOf(mark, texts)) : 20
    return [rect((signX.get(mark) ?? 0) - width / 2, y - 9, width, 18)]
  })
  const flag = playheadFlagWidth(stepLabel)
  const x = scales.x(frame.cursor.time)
  return [...boxes, rect(x - flag / 2, 0, flag, 20)]
}

/** Beside its disc: all of it to the right, or short, or on the other side. */
function outcomeWishes(
  { visible, scales, lanes, frame, texts, width }: LabelScene,
  signX: ReadonlyMap<Mark, number>,
): Styled[] {
  return visible.signs.flatMap((mark): Styled[] => {
    const words = outcomeWords(mark, texts)
    const y = scales.y(mark.actor)
    if (words === null || y === undefined) return []
    const x = signX.get(mark) ?? scales.x(mark.start)
    if (x < lanes.left - 10 || x > width + 10) return []
    const right = (text: string): Candidate => ({ x: x + SIGN_ROOM, y, text, anchor: 'start' })
    const left = (text: string): Candidate => ({ x: x - SIGN_ROOM, y, text, anchor: 'end' })
    const { full, short, tone } = words
    const candidates =
      mark.kind === 'aborted'
        ? [left(full), right(full), left(short), right(short)]
        : [right(full), right(short), left(short)]
    return [
      {
        id: `${mark.kind} ${mark.checkpoint} ${mark.step}`,
        size: SIZE,
        weight: 600,
        candidates,
        low: lanes.left,
        high: width - 4,
        padding: 3,
        color: `var(--${tone}-text)`,
        frameColor: null,
        opacity: mark.step > frame.cursor.step ? 0.4 : 1,
      },
    ]
  })
}

function outcomeWords(
  mark: Mark,
  texts: SpaceTimeTexts,
): { full: string; short: string; tone: string } | null {
  const short = nameOf(mark, texts)
  switch (mark.kind) {
    case 'completed':
      return { full: texts.completed(short), short, tone: mark.savepoint === undefined ? 'ok' : 'past' }
    case 'aborted':
      return { full: texts.aborted(short), short, tone: 'fail' }
    case 'restarting':
      return { full: texts.restored(mark.checkpoint), short: texts.restored(mark.checkpoint), tone: 'past' }
    default:
      return null
  }
}

/** Below the last ring; at the edge it moves to the left. The one under way and the chosen one always show. */
function cutWish(cut: Cut, { scales, lanes, width, height, subtasks, chosen, texts }: LabelScene): Styled[] {
  const last = cut.crossings.at(-1)
  const y = last === undefined ? undefined : scales.y(last.actor)
  if (last === undefined || y === undefined) return []
  const x = scales.x(last.time)
  if (x < lanes.left - 10 || x > width + 10) return []
  const text =
    cut.status === 'completed'
      ? texts.cutCompleted(cut.checkpoint)
      : cut.status === 'aborted'
        ? texts.cutAborted(cut.checkpoint)
        : texts.cutPending(cut.checkpoint, cut.crossings.length, subtasks)
  const below = Math.min(height - 20, y + Math.max(14, Math.min(17, lanes.spacing * 0.5)))
  const candidates: Candidate[] = [
    { x: x + 14, y: below, text, anchor: 'start' },
    { x: x - 14, y: below, text, anchor: 'end' },
    { x: x + 14, y: below + 8, text, anchor: 'start' },
  ]
  return [
    {
      id: `cut ${cut.checkpoint}`,
      size: 11.5,
      weight: 600,
      candidates,
      low: lanes.left,
      high: width - 4,
      padding: 8,
      insistent: cut.status === 'pending' || cut.checkpoint === chosen,
      color: cut.status === 'aborted' ? 'var(--fail-text)' : 'var(--text)',
      frameColor: cutColor(cut.status),
      opacity: 1,
    },
  ]
}
