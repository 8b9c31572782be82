/** Readings of four wireless sensors, one every five seconds from each. */
import { columns, csvRecords } from '../../datastream/index.ts'
import { SENSORS_CSV } from '../data/sensors.ts'

export interface Reading {
  readonly time: number
  readonly sensor: string
  readonly temperature: number
  readonly humidity: number
  /** 1 while hot water was held to the sensor. */
  readonly event: number
}

export const SENSORS_ORIGIN = {
  en: 'Labelled wireless sensor network data, Suthaharan et al. 2010, by way of @stdlib. CC BY 4.0.',
  zh: '带标注的无线传感器网络数据，Suthaharan 等，2010 年，经由 @stdlib。CC BY 4.0。',
} as const

export function readReadings(): readonly Reading[] {
  return csvRecords<Reading>(SENSORS_CSV, {
    time: columns.integer,
    sensor: columns.text,
    temperature: columns.number,
    humidity: columns.number,
    event: columns.integer,
  }).records
}
