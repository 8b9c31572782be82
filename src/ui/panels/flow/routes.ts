/** The ways of the RPCs: out of a card's side, up beside its column, along the lane under the strip. */
import type { MessageFrame } from '../../../engine/api/frame.ts'
import { centerX, centerY, right, bottom, type Point } from '../../marks/geometry.ts'
import type { GlyphName } from '../../marks/glyphs.tsx'
import { pillWidth, type RpcTone } from '../../marks/rpc-pill.tsx'
import { spread } from '../../marks/spread.ts'
import type { Assignment } from './assign.ts'
import { shareOfWay } from './items.ts'
import type { FlowLayout } from './layout.ts'
import type { Slot } from './layout-cards.ts'
import type { FlowTexts } from './text.ts'
import type { Tray } from './tray.ts'

interface Look {
  readonly sign: GlyphName | null
  readonly tone: RpcTone
  /** Towards the coordinator. */
  readonly up: boolean
}

/** Calls between the coordinator and tasks that are drawn; the others are told by the things they change. */
const LOOKS: Readonly<Partial<Record<MessageFrame['kind'], Look>>> = {
  trigger: { sign: null, tone: 'ctl', up: false },
  ack: { sign: 'check', tone: 'ctl', up: true },
  decline: { sign: 'cross', tone: 'fail', up: true },
  complete: { sign: null, tone: 'ok', up: false },
  abort: { sign: 'cross', tone: 'fail', up: false },
  failure: { sign: 'cross', tone: 'fail', up: true },
  cancel: { sign: null, tone: 'text2', up: false },
  deploy: { sign: 'restart', tone: 'past', up: false },
}

export type RpcKind = keyof FlowTexts['rpc']

export interface RpcDrawing {
  readonly id: string
  readonly paths: readonly (readonly Point[])[]
  readonly tone: RpcTone
  readonly sign: GlyphName | null
  readonly label: string
  readonly x: number
  readonly y: number
  /** Where its way along the lane begins. */
  readonly startX: number
}

/** More calls of one kind than this share a pill. */
const PILLS_SINGLE_MAX = 3
const CARD_SIDE = 3
const LANE_APART = 3

function sideX(layout: FlowLayout, slot: Slot): { x: number; edge: number } {
  const last = layout.columns.length - 1
  if (slot.column === 0) return { x: slot.box.x - 8, edge: slot.box.x }
  const edge = right(slot.box)
  return { x: edge + (slot.column === last ? 8 : CARD_SIDE), edge }
}

function routeOf(layout: FlowLayout, slot: Slot, stripX: number, up: boolean): Point[] {
  const { x, edge } = sideX(layout, slot)
  const laneY = layout.laneY + (up ? -LANE_APART / 2 : LANE_APART)
  const cardY = centerY(slot.box) + (up ? 0 : 8)
  const points = [
    { x: edge, y: cardY },
    { x, y: cardY },
    { x, y: laneY },
    { x: stripX, y: laneY },
    { x: stripX, y: bottom(layout.coordinator) + 1 },
  ]
  return up ? points : points.toReversed()
}

interface Call {
  readonly message: MessageFrame
  readonly look: Look
  readonly task: number
  readonly path: readonly Point[]
  readonly share: number
}

export function placeCalls(
  messages: readonly MessageFrame[],
  now: number,
  layout: FlowLayout,
  tray: Tray,
  assignment: Assignment,
  jobManager: number,
  texts: FlowTexts,
): RpcDrawing[] {
  const calls: Call[] = []
  for (const message of messages) {
    const look = LOOKS[message.kind]
    if (look === undefined || (look.up ? message.to : message.from) !== jobManager) continue
    const task = look.up ? message.from : message.to
    const slot = assignment.slotOf.get(task)
    if (slot === undefined) continue
    const cell = tray.cells.find(one => one.actor === task)
    const start = tray.chip === null ? tray.titleX + 60 : centerX(tray.chip)
    const stripX = look.up && message.kind !== 'failure' && cell !== undefined ? centerX(cell.box) : start
    const path = routeOf(layout, slot, stripX, look.up)
    calls.push({ message, look, task, path, share: shareOfWay(message.sentAt, message.arrivesAt, now) })
  }
  return placePills(group(calls, texts), layout)
}

interface Pill extends Omit<RpcDrawing, 'x' | 'y'> {
  readonly at: number
}

function group(calls: readonly Call[], texts: FlowTexts): Pill[] {
  const byKind = new Map<string, Call[]>()
  for (const call of calls) {
    const key = `${call.message.kind} ${call.message.checkpoint}`
    byKind.set(key, [...(byKind.get(key) ?? []), call])
  }
  return [...byKind].flatMap(([key, some]): Pill[] => {
    const first = some[0]
    if (first === undefined) return []
    const { look, message } = first
    const words = texts.rpc[message.kind as RpcKind](message.checkpoint)
    const common = { tone: look.tone, sign: look.sign }
    if (some.length > PILLS_SINGLE_MAX) {
      const at = some.reduce((sum, call) => sum + laneX(call), 0) / some.length
      return [
        {
          ...common,
          id: key,
          paths: some.map(call => call.path),
          label: `${words} ×${some.length}`,
          at,
          startX: at,
        },
      ]
    }
    return some.map(call => ({
      ...common,
      id: `${key} ${call.task}`,
      paths: [call.path],
      label: words,
      at: laneX(call),
      startX: laneX({ ...call, share: 0 }),
    }))
  })
}

/** The pill stays on the level part of its way, where there is room for words. */
function laneX(call: Call): number {
  const from = call.path[call.look.up ? 2 : 1]?.x ?? 0
  const to = call.path[call.look.up ? 3 : 2]?.x ?? 0
  return from + (to - from) * call.share
}

function placePills(pills: readonly Pill[], layout: FlowLayout): RpcDrawing[] {
  const ordered = pills.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  const places = spread(
    ordered.map(pill => ({ at: pill.at, width: pillWidth(pill.label, pill.sign) })),
    4,
    layout.width - 4,
    6,
  )
  return ordered.map((pill, i) => ({ ...pill, x: places[i] ?? pill.at, y: layout.laneY }))
}
