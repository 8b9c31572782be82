/** Watermark strategies of golden pipelines. They are described in golden/FORMAT.md. */
import {
  type WatermarkGenerator,
  type WatermarkOutput,
  WatermarkStrategy,
} from '../../src/datastream/index.ts'
import { notYet } from './golden-case.ts'
import { fieldOf, type Element } from './user-functions.ts'

export interface Watermarks {
  readonly strategy: string
  readonly delayMs?: number
  readonly timestampField?: string
  readonly idlenessMs?: number
}

/** After each element the largest timestamp so far, less the delay and one. */
class OnEvent implements WatermarkGenerator<Element> {
  readonly delayMs: number
  max: number | null = null

  constructor(delayMs: number) {
    this.delayMs = delayMs
  }

  onEvent(_element: Element, timestamp: number | null, output: WatermarkOutput): void {
    if (timestamp === null) throw new Error('expected an element with a timestamp')
    this.max = this.max === null ? timestamp : Math.max(this.max, timestamp)
    output.emitWatermark(this.max - this.delayMs - 1)
  }

  onPeriodicEmit(): void {}
}

class Punctuated implements WatermarkGenerator<Element> {
  onEvent(element: Element, _timestamp: number | null, output: WatermarkOutput): void {
    const watermark = fieldOf(element, 'wm') as number | null | undefined
    if (watermark !== undefined && watermark !== null) output.emitWatermark(watermark)
  }

  onPeriodicEmit(): void {}
}

export function watermarkStrategy(watermarks: Watermarks | undefined): WatermarkStrategy<Element> {
  const { timestampField, idlenessMs } = watermarks ?? {}
  let strategy = generatorOf(watermarks)
  if (timestampField !== undefined)
    strategy = strategy.withTimestampAssigner(element => fieldOf(element, timestampField) as number)
  if (idlenessMs !== undefined) strategy = strategy.withIdleness(idlenessMs)
  return strategy
}

function generatorOf(watermarks: Watermarks | undefined): WatermarkStrategy<Element> {
  const { strategy = 'none', delayMs = 0 } = watermarks ?? {}
  switch (strategy) {
    case 'none':
      return WatermarkStrategy.noWatermarks()
    case 'onEvent':
      return WatermarkStrategy.forGenerator(() => new OnEvent(delayMs))
    case 'punctuated':
      return WatermarkStrategy.forGenerator(() => new Punctuated())
    case 'boundedOutOfOrderness':
      return WatermarkStrategy.forBoundedOutOfOrderness(delayMs)
    case 'monotonous':
      return WatermarkStrategy.forMonotonousTimestamps()
    default:
      return notYet(`watermarks ${strategy}`)
  }
}
