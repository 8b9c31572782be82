import { describe, expect, it } from 'vitest'
import { TimeIndex } from './time-index.ts'

describe('TimeIndex', () => {
  const index = new TimeIndex<{ start: number; end: number; name: string }>(10)
  const all = Array.from({ length: 200 }, (_, i) => {
    const start = (i * 37) % 500
    return { start, end: start + ((i * i) % 90) * (i % 7 === 0 ? 20 : 1), name: `t${i}` }
  })
  for (const thing of all) index.add(thing)

  it.each([
    [0, 500],
    [120, 121],
    [33, 77],
    [499, 2000],
  ])('finds what lies between %i and %i, each once', (from, to) => {
    const found = [...index.between(from, to)].map(thing => thing.name)
    const wanted = all.filter(thing => thing.end >= from && thing.start <= to).map(thing => thing.name)
    expect(new Set(found).size).toBe(found.length)
    expect(found.toSorted()).toEqual(wanted.toSorted())
  })
})
