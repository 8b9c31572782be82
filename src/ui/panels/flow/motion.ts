/**
 * What moves from one frame to the next. Only a glyph that changed its place travels: from queue to wire, from wire
 * to buffer, from buffer into the task. What merely shifted, and everything on a way back, is placed at once.
 */
import { useLayoutEffect, useRef, type RefObject } from 'react'
import { MOTION } from '../../kit/tokens.ts'
import type { Direction } from '../../../store/session.ts'
import { pointAlong, type Wire } from '../../marks/wire-path.ts'
import type { Point } from '../../marks/geometry.ts'

export interface Spot extends Point {
  readonly place: string
  /** How it changes its place; a step along the way by itself. */
  readonly kind?: 'fly' | 'fade'
  /** The wire it travels, and how far along it is. */
  readonly wire?: Wire
  readonly along?: number
  /** Where it comes from when no earlier frame shows it. */
  readonly origin?: Point
  /** Names the same thing may have had in an earlier frame. */
  readonly was?: readonly string[]
}

/** The place of an ack cell that is not filled: getting there shows no motion. */
export const OPEN_CELL = 'open'

export type Spots = ReadonlyMap<string, Spot>

export interface Travel {
  readonly id: string
  readonly points: readonly Point[]
  readonly kind: 'step' | 'dock' | 'fly' | 'fade'
}

/** More moving glyphs than this are placed at once. */
const MOVING_MAX = 40
/** A frame that stays shorter than this shows no travel. */
const WALL_MS_MIN = 60
const BEND_POINTS = 8

export function travelsBetween(before: Spots, after: Spots): Travel[] {
  const travels: Travel[] = []
  for (const [id, spot] of after) {
    const same = before.get(id)
    if (same?.place === spot.place) continue
    const earlier = earlierName(before, spot) ?? same
    if (spot.kind === 'fade' && (earlier === undefined || spot.place === OPEN_CELL)) continue
    const from = earlier ?? spot.origin
    if (from === undefined) continue
    const kind = spot.kind ?? (spot.place === 'docked' ? 'dock' : 'step')
    travels.push({ id, kind, points: [...wayOf(earlier, spot, from), { x: spot.x, y: spot.y }] })
  }
  return travels
}

function earlierName(before: Spots, spot: Spot): Spot | undefined {
  const name = spot.was?.find(one => before.has(one))
  return name === undefined ? undefined : before.get(name)
}

/** Along the wire where it leaves one, straight elsewhere. */
function wayOf(earlier: Spot | undefined, spot: Spot, from: Point): Point[] {
  const start = { x: from.x, y: from.y }
  if (earlier?.place !== 'transit' || spot.wire === undefined || earlier.along === undefined) return [start]
  const { wire } = spot
  const rest = wire.length - earlier.along
  return [
    start,
    ...Array.from({ length: BEND_POINTS }, (_, i) =>
      pointAlong(wire, (earlier.along ?? 0) + (rest * (i + 1)) / (BEND_POINTS + 1)),
    ),
  ]
}

export interface MotionOptions {
  readonly direction: Direction
  readonly frameWallMs: number
  readonly reduced: boolean
  readonly speed: number
  readonly playing: boolean
}

const canTravel = (options: MotionOptions, count: number): boolean =>
  options.direction === 'forward' &&
  count <= MOVING_MAX &&
  options.frameWallMs >= WALL_MS_MIN &&
  !(options.playing && options.speed >= 2) &&
  document.visibilityState === 'visible'

/** Sets glyphs under `root` in motion when `moment` changes. `scene` changes when positions may not be compared. */
export function useGlyphMotion(
  root: RefObject<SVGSVGElement | null>,
  spots: Spots,
  moment: unknown,
  scene: unknown,
  options: MotionOptions,
): void {
  const shown = useRef<{ spots: Spots; moment: unknown; scene: unknown } | null>(null)
  const running = useRef<Animation[]>([])
  useLayoutEffect(() => {
    const before = shown.current
    shown.current = { spots, moment, scene }
    if (before !== null && before.moment === moment && before.scene === scene) return
    for (const animation of running.current) animation.cancel()
    running.current = []
    if (before === null || before.scene !== scene || root.current === null) return
    const travels = travelsBetween(before.spots, spots)
    if (!canTravel(options, travels.length)) return
    running.current = travels.flatMap(travel => {
      const element = root.current?.querySelector(`[data-glyph="${CSS.escape(travel.id)}"]`)
      return element ? [animate(element, travel, options)] : []
    })
  })
}

function animate(element: Element, travel: Travel, options: MotionOptions): Animation {
  if (options.reduced || travel.kind === 'fade') {
    return element.animate([{ opacity: travel.kind === 'fade' ? 0.3 : 0 }, { opacity: 1 }], {
      duration: Math.min(options.reduced ? MOTION.fade.ms : MOTION.fly.ms, options.frameWallMs),
      easing: MOTION.fade.easing,
    })
  }
  const { ms, easing } = MOTION[travel.kind]
  return element.animate(
    { transform: travel.points.map(point => `translate(${point.x}px, ${point.y}px)`) },
    { duration: Math.min(ms, options.frameWallMs), easing },
  )
}
