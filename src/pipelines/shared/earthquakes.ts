/** Earthquakes as records, in the order in which the feed last updated them. */
import { civilFromMillis } from '../../base/civil.ts'
import { columns, csvRecords } from '../../datastream/index.ts'
import { EARTHQUAKES_CSV } from '../data/earthquakes.ts'

export interface Earthquake {
  readonly time: number
  readonly updated: number
  readonly magnitude: number
  readonly network: string
  readonly region: string
}

export const HOUR_MS = 3_600_000

/** `2018-01-31 06:00`, in UTC. */
export function hourText(epochMs: number): string {
  const { year, month, day, hour } = civilFromMillis(epochMs)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:00`
}

export const EARTHQUAKES_ORIGIN = {
  en: 'USGS earthquake feed, 31 January to 3 February 2018, by way of vega-datasets. U.S. public domain.',
  zh: '美国地质调查局地震数据流，2018 年 1 月 31 日至 2 月 3 日，经由 vega-datasets。美国公有领域。',
} as const

export function readEarthquakes(): readonly Earthquake[] {
  return csvRecords<Earthquake>(EARTHQUAKES_CSV, {
    time: columns.integer,
    updated: columns.integer,
    magnitude: columns.number,
    network: columns.text,
    region: columns.text,
  }).records
}
