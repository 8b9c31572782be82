/**
 * When the elements of a golden case arrive. Steps of the script that are barriers become long gaps: everything
 * before one has been processed long before it, and nothing after it has arrived.
 */
import { elements, type Source } from '../../src/datastream/index.ts'
import { notYet, type GoldenOperator, type GoldenPipeline } from './golden-case.ts'
import type { AddSource } from './pipeline.ts'
import type { Element } from './user-functions.ts'
import { watermarkStrategy, type Watermarks } from './watermarks.ts'

export interface ElementStep {
  readonly op: 'element'
  readonly value: Element
  readonly timestamp?: number | null
  readonly source?: string
  readonly split?: number
}

export interface Schedule {
  readonly elements: readonly ScheduledElement[]
  /** When the checkpoints of the script are to be taken, in virtual µs. */
  readonly checkpoints: readonly number[]
}

export interface ScheduledElement extends ElementStep {
  readonly source: string
  readonly split: number
  readonly arrival: number
}

/** Long enough for a few restarts. */
const GAP_US = 60_000_000
const INTERVAL_US = 10

export function scheduleOf(pipeline: GoldenPipeline, input: readonly unknown[]): Schedule {
  const sources = (pipeline.operators ?? []).filter(operator => operator.type === 'source')
  const scheduled: ScheduledElement[] = []
  const checkpoints: number[] = []
  let now = 0
  for (const step of input as readonly { readonly op: string }[]) {
    if (step.op === 'element') {
      const element = step as ElementStep
      const { source = sources[0]!.id, split = 0 } = element
      now += INTERVAL_US
      scheduled.push({ ...element, source, split, arrival: now })
    } else if (step.op === 'checkpoint') {
      checkpoints.push(now + GAP_US / 2)
      now += GAP_US
    } else {
      notYet(`step ${step.op}`)
    }
  }
  return { elements: scheduled, checkpoints }
}

export const addSource =
  (schedule: Pick<Schedule, 'elements'>): AddSource =>
  (env, operator) => {
    if (operator['bounded'] === false) notYet('unbounded sources')
    const strategy = watermarkStrategy(operator['watermarks'] as Watermarks | undefined)
    return env.fromSource(sourceFrom(schedule, operator), strategy, operator.id)
  }

function sourceFrom(schedule: Pick<Schedule, 'elements'>, operator: GoldenOperator): Source<Element> {
  const count = (operator['splits'] as number | undefined) ?? 1
  const splits = Array.from({ length: count }, (_, split) => {
    const own = schedule.elements.filter(element => element.source === operator.id && element.split === split)
    const options = {
      splitId: `split-${split}`,
      timestamps: own.map(element => element.timestamp ?? null),
      arrivals: own.map(element => element.arrival),
    }
    return elements(
      own.map(element => element.value),
      options,
    ).splits[0]!
  })
  return { splits, bounded: true }
}
