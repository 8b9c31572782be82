import { describe, expect, it } from 'vitest'
import type { Scene } from '../../../engine/api/frame.ts'
import { bottom, overlaps, right } from '../../marks/geometry.ts'
import { pointAlong } from '../../marks/wire-path.ts'
import { assignPlaces } from './assign.ts'
import { channelsOf } from './channel-geometry.ts'
import { layOutFlow } from './layout.ts'
import { makeScene } from './scene-for-tests.suite.ts'

const options = { pages: new Map<number, number>(), all: false, badgeWidth: 88 }
const sizes = [
  [1112, 449],
  [872, 449],
  [820, 500],
  [1500, 620],
  [1112, 360],
] as const

const scenes: Readonly<Record<string, Scene>> = {
  'two, three, one': makeScene([2, 3, 1]),
  'one vertex': makeScene([1]),
  'six in a row': makeScene([2, 2, 2, 3, 1, 1]),
  'six subtasks': makeScene([4, 6, 2]),
  'twelve subtasks': makeScene([8, 12, 3]),
  'two sources and two sinks': makeScene([2, 1, 3, 1, 1], {
    layers: [0, 0, 1, 2, 2],
    edges: [
      [0, 2],
      [1, 2],
      [2, 3],
      [2, 4],
    ],
  }),
}

describe.each(Object.entries(scenes))('the flow of %s', (_name, scene) => {
  it.each(sizes)('has cards and boxes apart and inside %i × %i', (width, height) => {
    const layout = layOutFlow(scene, width, height, options)
    const boxes = [...layout.slots.map(slot => slot.box), ...layout.sinkBoxes.map(sink => sink.box)]
    boxes.forEach((box, i) => {
      expect(box.height).toBeGreaterThan(24)
      expect(box.y).toBeGreaterThan(bottom(layout.coordinator))
      expect(bottom(box)).toBeLessThanOrEqual(layout.height)
      expect(box.x).toBeGreaterThanOrEqual(0)
      expect(right(box)).toBeLessThanOrEqual(layout.width + 0.01)
      for (const other of boxes.slice(i + 1)) expect(overlaps(box, other)).toBe(false)
    })
  })

  it.each(sizes)('has troughs apart from each other and from cards at %i × %i', (width, height) => {
    const layout = layOutFlow(scene, width, height, options)
    const troughs = [...layout.troughs.values()].map(trough => trough.box)
    troughs.forEach((box, i) => {
      for (const other of troughs.slice(i + 1)) expect(overlaps(box, other)).toBe(false)
      for (const slot of layout.slots) expect(overlaps(box, slot.box)).toBe(false)
    })
  })

  it('gives every channel a wire from its sender to its receiver', () => {
    const layout = layOutFlow(scene, 1112, 449, options)
    const channels = channelsOf(scene, layout, assignPlaces(scene, layout, []))
    expect(channels.size).toBe(scene.channels.length)
    for (const { wire, out, input } of channels.values()) {
      expect(pointAlong(wire, 0).x).toBeCloseTo(right(out.box))
      expect(pointAlong(wire, wire.length).x).toBeCloseTo(input.box.x)
    }
  })
})

describe('a narrow panel', () => {
  it.each(Object.entries(scenes))(
    'keeps the cards of %s wide enough for words, and scrolls',
    (_name, scene) => {
      const layout = layOutFlow(scene, 480, 400, options)
      for (const { box } of layout.slots) expect(box.width).toBeGreaterThanOrEqual(112)
      expect(right(layout.storage)).toBeLessThanOrEqual(layout.width)
      expect(layout.width).toBeGreaterThanOrEqual(480)
    },
  )
})

describe('assignPlaces', () => {
  const scene = makeScene([8, 12, 3])
  const layout = layOutFlow(scene, 1112, 449, options)
  const wide = scene.actors.filter(actor => actor.vertex === 1).map(actor => actor.index)

  it('keeps the acting subtask of a folded operator in sight, and moves no place', () => {
    for (const acting of wide) {
      const { slotOf } = assignPlaces(scene, layout, [acting])
      expect(slotOf.get(acting)?.kind).toBe('task')
    }
  })

  it('leaves everybody else in the stack', () => {
    const { stacked, actorAt } = assignPlaces(scene, layout, [])
    const shown = [...actorAt.values()].filter(actor => wide.includes(actor))
    const rest = [...stacked.values()].flat().filter(actor => wide.includes(actor))
    expect([...shown, ...rest].toSorted((a, b) => a - b)).toEqual(wide)
  })
})
