import { describe, expect, it } from 'vitest'
import { wireThrough } from '../../marks/wire-path.ts'
import { travelsBetween, type Spot, type Spots } from './motion.ts'

const spots = (entries: Record<string, Spot>): Spots => new Map(Object.entries(entries))

describe('travelsBetween', () => {
  it('moves what changed its place and leaves what only shifted', () => {
    const before = spots({ a: { place: 'queued', x: 0, y: 0 }, b: { place: 'queued', x: 10, y: 0 } })
    const after = spots({
      a: { place: 'transit', x: 50, y: 0, along: 12 },
      b: { place: 'queued', x: 0, y: 0 },
    })
    expect(travelsBetween(before, after).map(travel => travel.id)).toEqual(['a'])
  })

  it('follows the wire to its end', () => {
    const wire = wireThrough([
      { x: 0, y: 0 },
      { x: 100, y: 80 },
    ])
    const before = spots({ a: { place: 'transit', x: 50, y: 40, wire, along: wire.length / 2 } })
    const after = spots({ a: { place: 'docked', x: 104, y: 80, wire, along: wire.length } })
    const [travel] = travelsBetween(before, after)
    expect(travel?.kind).toBe('dock')
    expect(travel?.points[0]).toEqual({ x: 50, y: 40 })
    expect(travel?.points.at(-1)).toEqual({ x: 104, y: 80 })
    const ys = travel?.points.map(point => point.y) ?? []
    expect(ys).toEqual(ys.toSorted((a, b) => a - b))
  })

  it('lets a new thing come out of where it was made, and a taken one go into the hand', () => {
    const before = spots({ 'in/a1': { place: 'received', x: 5, y: 5 } })
    const after = spots({
      'hand 3': { place: 'hand', x: 40, y: 5, was: ['in0/a1', 'in/a1'] },
      'out/b': { place: 'queued', x: 90, y: 5, origin: { x: 60, y: 5 } },
      'out/c': { place: 'queued', x: 90, y: 5 },
    })
    expect(travelsBetween(before, after).map(travel => [travel.id, travel.points[0]?.x])).toEqual([
      ['hand 3', 5],
      ['out/b', 60],
    ])
  })
})
