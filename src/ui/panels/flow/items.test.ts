import { describe, expect, it } from 'vitest'
import type { ChannelFrame, ChannelItem } from '../../../engine/api/frame.ts'
import { rect, right } from '../../marks/geometry.ts'
import { wireThrough } from '../../marks/wire-path.ts'
import { foldQueue, placeInTrough, placeItems } from './items.ts'
import type { Trough } from './layout.ts'

const record = (label: string, offset: number): ChannelItem => ({
  type: 'record',
  record: { label, key: label.slice(0, 1), partition: 0, offset, timestamp: null, replayed: false },
})
const barrier: ChannelItem = { type: 'barrier', checkpoint: 4 }

const trough = (x: number, slots: number): Trough => ({
  key: 't',
  box: rect(x, 10, 18 + slots * 30, 28),
  slots,
  slack: 18,
  roomAbove: true,
})
const geometry = {
  out: trough(0, 4),
  input: trough(300, 2),
  wire: wireThrough([
    { x: 138, y: 24 },
    { x: 300, y: 24 },
  ]),
}
const empty: ChannelFrame = {
  queued: [],
  queuedCount: 0,
  inTransit: [],
  received: [],
  receivedCount: 0,
  creditsFree: 2,
  creditsTotal: 2,
  watermark: -Infinity,
  idle: false,
  aligned: true,
  senderBlocked: 0,
  receiverBlocked: 0,
}

describe('placeItems', () => {
  it('keeps records behind a barrier in the queue of their sender', () => {
    const frame = {
      ...empty,
      queued: [record('a44', 44), record('c45', 45)],
      queuedCount: 2,
      senderBlocked: 4,
      receiverBlocked: 4,
    }
    const glyphs = placeItems(0, frame, geometry, 0)
    const records = glyphs.filter(glyph => glyph.item.type === 'record')
    expect(records.map(glyph => glyph.place)).toEqual(['queued', 'queued'])
    for (const glyph of records) expect(glyph.x).toBeLessThan(right(geometry.out.box))
    expect(glyphs.find(glyph => glyph.place === 'docked')?.x).toBe(right(geometry.input.box) + 1)
  })

  it('puts what is on its way at its share of the way, and never two on one spot', () => {
    const inTransit = [
      { item: record('a1', 1), sentAt: 0, arrivesAt: 100 },
      { item: record('a2', 2), sentAt: 2, arrivesAt: 102 },
      { item: barrier, sentAt: 3, arrivesAt: 103 },
    ]
    const glyphs = placeItems(0, { ...empty, inTransit }, geometry, 50)
    const xs = glyphs.map(glyph => glyph.x)
    expect(xs).toEqual(xs.toSorted((a, b) => b - a))
    for (let i = 1; i < glyphs.length; i++) {
      const [ahead, behind] = [glyphs[i - 1], glyphs[i]]
      expect((ahead?.x ?? 0) - (behind?.x ?? 0)).toBeGreaterThanOrEqual(
        ((ahead?.width ?? 0) + (behind?.width ?? 0)) / 2,
      )
    }
    const alone = placeItems(0, { ...empty, inTransit: inTransit.slice(0, 1) }, geometry, 25)
    expect(alone[0]?.x).toBeCloseTo(138 + 162 * 0.25, 0)
  })

  it('gives each thing a name that lasts', () => {
    const queued = placeItems(3, { ...empty, queued: [record('a1', 1)] }, geometry, 0)
    const moving = placeItems(
      3,
      { ...empty, inTransit: [{ item: record('a1', 1), sentAt: 0, arrivesAt: 9 }] },
      geometry,
      1,
    )
    expect(queued[0]?.id).toBe(moving[0]?.id)
  })
})

describe('placeInTrough', () => {
  it('stands records on their places, the head nearest to the way out', () => {
    const placed = placeInTrough([record('a1', 1), record('a2', 2)], trough(0, 4))
    expect(placed.map(one => one.x)).toEqual([138 - 4 - 14, 138 - 4 - 14 - 30])
  })

  it('keeps any number inside, each with its edge in sight', () => {
    const many = Array.from({ length: 8 }, (_, i) => record(`a${i}`, i))
    const placed = placeInTrough(many, trough(0, 4))
    for (const one of placed) {
      expect(one.x - one.width / 2).toBeGreaterThanOrEqual(0)
      expect(one.x + one.width / 2).toBeLessThanOrEqual(138)
      expect(one.visible).toBeGreaterThan(8)
    }
  })
})

describe('foldQueue', () => {
  it('shows three at the head, how many more, and the last', () => {
    const items = Array.from({ length: 20 }, (_, i) => record(`a${i}`, i))
    expect(foldQueue(items, 8).map(item => (item.type === 'more' ? item.count : item.type))).toEqual([
      'record',
      'record',
      'record',
      16,
      'record',
    ])
  })

  it('never folds across a barrier', () => {
    const items = [
      ...Array.from({ length: 9 }, (_, i) => record(`a${i}`, i)),
      barrier,
      ...Array.from({ length: 5 }, (_, i) => record(`b${i}`, i)),
    ]
    expect(foldQueue(items, 8).map(item => (item.type === 'more' ? item.count : item.type))).toEqual([
      'record',
      'record',
      'record',
      6,
      'barrier',
      4,
      'record',
    ])
  })
})
