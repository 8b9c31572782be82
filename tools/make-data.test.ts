/** The committed data sets are what SOURCES.md says of them. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { EARTHQUAKES_CSV } from '../src/pipelines/data/earthquakes.ts'
import { FLIGHTS_CSV } from '../src/pipelines/data/flights.ts'
import { PENGUINS_CSV } from '../src/pipelines/data/penguins.ts'
import { POSTS_CSV } from '../src/pipelines/data/posts.ts'
import { SENSORS_CSV } from '../src/pipelines/data/sensors.ts'

const csv = readFileSync('public/data/flights.csv', 'utf8')

describe('flights', () => {
  const times = csv
    .split('\n')
    .slice(1, -1)
    .map(row => Number(row.split(',')[0]))

  it('has at most 4000 rows, sorted by time', () => {
    expect(times.length).toBeGreaterThan(2000)
    expect(times.length).toBeLessThanOrEqual(4000)
    expect(times).toEqual(times.toSorted((left, right) => left - right))
  })

  it('is the same as a file and as a module', () => {
    expect(csv.startsWith(FLIGHTS_CSV)).toBe(true)
  })
})

const rowsOf = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(row => row.split(','))

const column = (text: string, index: number): number[] => rowsOf(text).map(row => Number(row[index]))

describe.each([
  ['earthquakes', EARTHQUAKES_CSV],
  ['posts', POSTS_CSV],
])('%s', (_, text) => {
  it('come in the order of their arrival, and many of them late', () => {
    const [time, arrival] = [column(text, 0), column(text, 1)]
    expect(arrival).toEqual(arrival.toSorted((left, right) => left - right))
    expect(time.every((at, i) => at <= arrival[i]!)).toBe(true)
    const late = time.filter((at, i) => i > 0 && at < Math.max(...time.slice(0, i)))
    expect(late.length).toBeGreaterThan(time.length / 5)
  })
})

describe('posts', () => {
  it('name no person', () => {
    expect(POSTS_CSV).not.toMatch(/@/)
    for (const [, , author, thread] of rowsOf(POSTS_CSV)) {
      expect(author).toMatch(/^a\d+$/)
      expect(thread).toMatch(/^t\d+$/)
    }
  })
})

describe('penguins', () => {
  it('are all there, with their gaps', () => {
    const rows = rowsOf(PENGUINS_CSV)
    expect(rows).toHaveLength(344)
    expect(rows.filter(row => row.includes('') || !/^(FE)?MALE$/.test(row[6]!))).toHaveLength(11)
  })
})

describe('sensors', () => {
  it('are four, read every five seconds', () => {
    const times = [...new Set(column(SENSORS_CSV, 0))]
    expect(times).toEqual(times.map((_, i) => i * 5000))
    expect(rowsOf(SENSORS_CSV)).toHaveLength(times.length * 4)
    expect(new Set(rowsOf(SENSORS_CSV).map(row => row[1])).size).toBe(4)
  })
})
