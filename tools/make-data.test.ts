/** The committed data sets are what SOURCES.md says of them. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FLIGHTS_CSV } from '../src/pipelines/data/flights.ts'

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
