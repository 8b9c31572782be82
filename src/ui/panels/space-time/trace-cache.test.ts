import { describe, expect, it } from 'vitest'
import type { TraceRow } from '../../../engine/api/trace.ts'
import type { TraceRequest, TraceSlice } from '../../../worker/protocol.ts'
import { needOf, TraceCache, type Held, type Wanted } from './trace-cache.ts'

const run = {}
const held: Held = {
  run,
  branch: 0,
  from: 1000,
  to: 5000,
  lastStep: 50,
  records: true,
  recordsWidthMax: Infinity,
}
const wanted = (over: Partial<Wanted>): Wanted => ({
  run,
  branch: 0,
  from: 2000,
  to: 4000,
  headStep: 100,
  headTime: 10_000,
  jobManager: 0,
  storage: 7,
  ...over,
})

describe('needOf', () => {
  it('asks for nothing while the view lies inside what is held', () => {
    expect(needOf(held, wanted({}))).toEqual({ type: 'nothing' })
  })

  it('asks for what is missing at either end only', () => {
    expect(needOf(held, wanted({ from: 4000, to: 6000 }))).toEqual({
      type: 'later',
      from: 5000,
      to: 7500,
      records: true,
    })
    expect(needOf(held, wanted({ from: 500, to: 2500 }))).toEqual({
      type: 'earlier',
      from: 0,
      to: 1000,
      records: true,
    })
  })

  it('asks anew for another branch, after an undo, and far away', () => {
    expect(needOf(held, wanted({ branch: 1 })).type).toBe('all')
    expect(needOf(held, wanted({ headStep: 40 })).type).toBe('all')
    expect(needOf(held, wanted({ from: 8000, to: 9000 })).type).toBe('all')
    expect(needOf(null, wanted({}))).toEqual({ type: 'all', from: 500, to: 5500, records: true })
  })

  it('asks for control rows only where record rows would be too many, and again once the view is narrow', () => {
    const long = { headStep: 1_000_000, headTime: 100_000_000 }
    const wide = needOf(held, wanted({ ...long, from: 1000, to: 90_000_000 }))
    expect(wide).toMatchObject({ type: 'all', records: false })
    const coarse = { ...held, records: false, to: 90_000_000 }
    expect(needOf(coarse, wanted({ ...long, from: 1000, to: 80_000_000 }))).toEqual({ type: 'nothing' })
    expect(needOf(coarse, wanted({ ...long, from: 2000, to: 102_000 }))).toMatchObject({
      type: 'all',
      records: true,
    })
  })

  it('does not ask again for record rows that were too many', () => {
    const refused = { ...held, records: false, recordsWidthMax: 1500 }
    expect(needOf(refused, wanted({})).type).toBe('nothing')
    expect(needOf(refused, wanted({ from: 2000, to: 3200 }))).toMatchObject({ type: 'all', records: true })
  })
})

const rowAt = (step: number): TraceRow => ({
  step,
  time: step * 100,
  kind: 'Housekeeping',
  actor: 0,
  peer: -1,
  sentAt: -1,
  channel: -1,
  checkpoint: 0,
  amount: 0,
  total: 0,
  duration: -1,
  cause: 0,
  record: null,
  effect: null,
  reason: null,
})

const settle = () => new Promise(resolve => setTimeout(resolve, 0))

function cacheOver(last: { step: number }) {
  const requests: TraceRequest[] = []
  const load = async (request: TraceRequest): Promise<TraceSlice> => {
    requests.push(request)
    const rows = Array.from({ length: last.step }, (_, i) => rowAt(i + 1)).filter(
      row => row.time >= request.fromTime && row.time <= request.toTime,
    )
    return { rows, missing: [], truncated: false }
  }
  return { cache: new TraceCache(load, () => {}), requests }
}

describe('TraceCache', () => {
  it('holds every row of the view once, however the view moves', async () => {
    const { cache, requests } = cacheOver({ step: 100 })
    for (const [from, to] of [
      [5000, 6000],
      [6500, 7500],
      [9000, 11_000],
      [2000, 4000],
      [4000, 9900],
    ] as const) {
      cache.want(wanted({ from, to, headStep: 100, headTime: 10_000 }), [])
      await settle()
      const steps = cache.view.rows.map(row => row.step)
      expect(new Set(steps).size).toBe(steps.length)
      expect(steps).toEqual(steps.toSorted((a, b) => a - b))
      for (let time = from; time <= Math.min(to, 10_000); time += 100) expect(steps).toContain(time / 100)
    }
    expect(requests.length).toBeLessThanOrEqual(5)
  })

  it('takes the rows of a single step from its frame and asks for nothing', async () => {
    const { cache, requests } = cacheOver({ step: 10 })
    cache.want(wanted({ from: 0, to: 2000, headStep: 10, headTime: 1000 }), [])
    await settle()
    const asked = requests.length
    for (let step = 11; step <= 15; step++) {
      cache.want(wanted({ from: 0, to: 2000, headStep: step, headTime: step * 100 }), [rowAt(step)])
      await settle()
    }
    expect(requests.length).toBe(asked)
    expect(cache.view.rows.map(row => row.step)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1))
  })

  it('comes to rest where there is too much for one request', async () => {
    const requests: TraceRequest[] = []
    const load = async (request: TraceRequest): Promise<TraceSlice> => {
      requests.push(request)
      return { rows: [rowAt(1)], missing: [], truncated: request.records || request.fromTime > 0 }
    }
    const cache = new TraceCache(load, () => {})
    for (const to of [10_000, 12_000, 14_000, 13_000, 9000]) {
      cache.want(wanted({ from: 2000, to, headStep: 1000, headTime: 100_000 }), [])
      for (let i = 0; i < 20; i++) await settle()
    }
    expect(requests.length).toBeLessThan(12)
  })

  it('fills a jump ahead with one request', async () => {
    const last = { step: 10 }
    const { cache, requests } = cacheOver(last)
    cache.want(wanted({ from: 0, to: 2000, headStep: 10, headTime: 1000 }), [])
    await settle()
    last.step = 40
    cache.want(wanted({ from: 2500, to: 4200, headStep: 40, headTime: 4000 }), [])
    await settle()
    expect(requests.length).toBe(2)
    expect(cache.view.held?.lastStep).toBe(40)
  })
})
