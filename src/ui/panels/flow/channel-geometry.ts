/** The two troughs and the wire of each channel, for one assignment of subtasks to places. Wires are kept. */
import type { Scene } from '../../../engine/api/frame.ts'
import type { Wire } from '../../marks/wire-path.ts'
import type { Assignment } from './assign.ts'
import type { ChannelGeometry } from './items.ts'
import { troughKey, wireBetween, type Edge, type FlowLayout } from './layout.ts'

export interface DrawnChannel extends ChannelGeometry {
  readonly index: number
  readonly from: number
  readonly to: number
  readonly edge: Edge
}

const keptWires = new WeakMap<FlowLayout, Map<string, Wire>>()

export function channelsOf(
  scene: Scene,
  layout: FlowLayout,
  assignment: Assignment,
): Map<number, DrawnChannel> {
  const wires = keptWires.get(layout) ?? new Map<string, Wire>()
  keptWires.set(layout, wires)
  const drawn = new Map<number, DrawnChannel>()
  for (const edge of layout.edges) {
    for (const channel of edge.channels) {
      const from = assignment.slotOf.get(channel.from)
      const to = assignment.slotOf.get(channel.to)
      if (from === undefined || to === undefined) continue
      const out = layout.troughs.get(troughKey('out', from, edge, channel.index))
      const input = layout.troughs.get(troughKey('in', to, edge, channel.index))
      if (out === undefined || input === undefined) continue
      const key = `${out.key} ${input.key}`
      const wire = wires.get(key) ?? wireBetween(layout, out, input)
      wires.set(key, wire)
      drawn.set(channel.index, {
        index: channel.index,
        from: channel.from,
        to: channel.to,
        edge,
        out,
        input,
        wire,
      })
    }
  }
  return drawn
}
