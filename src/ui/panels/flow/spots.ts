/** Where every travelling thing of a frame stands, by name, for the motion from the frame before. */
import type { Frame } from '../../../engine/api/frame.ts'
import { centerY, right } from '../../marks/geometry.ts'
import type { Assignment } from './assign.ts'
import { placeActivity } from './card-facts.tsx'
import type { CardContext } from './card-context.ts'
import { planCard } from './card-plan.ts'
import type { DrawnChannel } from './channel-geometry.ts'
import { recordId, type Glyph } from './items.ts'
import type { FlowLayout } from './layout.ts'
import { OPEN_CELL, type Spot, type Spots } from './motion.ts'
import type { RpcDrawing } from './routes.ts'
import type { SceneIndex } from './scene-index.ts'
import { ackStateOf, shownCheckpoint, type Tray } from './tray.ts'

export function spotsOf(
  glyphs: readonly Glyph[],
  channels: ReadonlyMap<number, DrawnChannel>,
  assignment: Assignment,
  layout: FlowLayout,
  index: SceneIndex,
  frame: Frame,
  context: CardContext,
  calls: readonly RpcDrawing[],
  tray: Tray,
): Spots {
  const spots = new Map<string, Spot>()
  for (const call of calls) {
    const { x, y, startX } = call
    spots.set(`call ${call.id}`, { x, y, place: 'call', kind: 'fly', origin: { x: startX, y } })
  }
  const checkpoint = shownCheckpoint(frame)
  for (const { actor } of tray.cells) {
    const isAcked = ackStateOf(checkpoint, actor) === 'acked'
    spots.set(`cell ${actor}`, { x: 0, y: 0, place: isAcked ? 'acked' : OPEN_CELL, kind: 'fade' })
  }
  for (const glyph of glyphs) {
    const channel = channels.get(glyph.channel)
    const sender = channel === undefined ? undefined : assignment.slotOf.get(channel.from)
    const origin =
      sender === undefined || channel === undefined
        ? {}
        : { origin: { x: right(sender.box) - 10, y: centerY(channel.out.box) } }
    spots.set(glyph.id, {
      x: glyph.x,
      y: glyph.y,
      place: glyph.place,
      along: glyph.along,
      ...(channel === undefined ? {} : { wire: channel.wire }),
      ...(glyph.place === 'queued' || glyph.place === 'transit' ? origin : {}),
    })
  }
  const inputs = new Map<number, number[]>()
  for (const channel of channels.values())
    inputs.set(channel.to, [...(inputs.get(channel.to) ?? []), channel.index])
  for (const task of frame.tasks) {
    if (task.inHand === null) continue
    const slot = assignment.slotOf.get(task.actor)
    const vertex = index.vertices.get(slot?.vertex ?? -1)
    if (slot === undefined || slot.kind === 'stack' || vertex === undefined) continue
    const plan = planCard(
      vertex,
      context.keyed.has(vertex.index),
      slot.box.height,
      layout.badgeBeside[slot.column] === true,
      task.source?.splits.length ?? 0,
      context.eventTime,
    )
    const place = placeActivity({ vertex, task, box: slot.box, plan, context })
    if (place?.hand === null || place === null) continue
    const id = recordId(task.inHand)
    spots.set(`hand ${task.actor}`, {
      x: place.hand,
      y: place.y,
      place: `hand ${id}`,
      was: (inputs.get(task.actor) ?? []).map(channel => `${channel}/${id}`),
    })
  }
  return spots
}
