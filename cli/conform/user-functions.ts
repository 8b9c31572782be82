/**
 * The functions of golden pipelines that keep no keyed state, as a pipeline's author would write them. What they do
 * is described in golden/FORMAT.md.
 */
import {
  type Collector,
  OutputTag,
  type ProcessContext,
  ProcessFunction,
  RichFilterFunction,
  RichMapFunction,
} from '../../src/datastream/index.ts'
import { notYet, type Condition, type GoldenOperator } from './golden-case.ts'
import { toLong } from './long.ts'

export type Element = unknown
type Fields = Readonly<Record<string, unknown>>

export function fieldOf(element: Element, field: string): unknown {
  return field === '' ? element : (element as Fields)[field]
}

export const floorMod = (a: number, b: number): number => ((a % b) + b) % b

export function isMet(when: Condition, element: Element): boolean {
  const value = fieldOf(element, when.field)
  switch (when.op) {
    case 'modEq':
      return floorMod(value as number, when.m!) === when.r
    case 'gt':
      return (value as number) > when.n!
    case 'lt':
      return (value as number) < when.n!
    case 'eq':
      return String(value) === when.value
    default:
      return notYet(`condition ${when.op}`)
  }
}

export function mapper({ fn }: GoldenOperator): (element: Element) => Element {
  const { name, field, n } = fn as { readonly name: string; readonly field: string; readonly n: number }
  const change = (element: Element, compute: (value: number) => number) => ({
    ...(element as Fields),
    [field]: compute((element as Fields)[field] as number),
  })
  switch (name) {
    case 'identity':
      return element => element
    case 'upper':
      return element => (element as string).toUpperCase()
    case 'add':
      return element => change(element, value => value + n)
    case 'mul':
      return element => change(element, value => value * n)
    case 'wrap':
      return element => ({ k: element, v: 1 })
    default:
      return notYet(`map ${name}`)
  }
}

export function flatMapper({ fn }: GoldenOperator): (element: Element, out: Collector<Element>) => void {
  const { name, n } = fn as { readonly name: string; readonly n: number }
  switch (name) {
    case 'splitWords':
      return (element, out) => {
        for (const word of (element as string).split(/\s+/)) if (word !== '') out.collect(word)
      }
    case 'repeat':
      return (element, out) => {
        for (let i = 0; i < n; i++) out.collect(element)
      }
    default:
      return notYet(`flatMap ${name}`)
  }
}

interface Route {
  readonly tag: string
  readonly when: Condition
}

export class Router extends ProcessFunction<Element, Element> {
  readonly routes: readonly Route[]
  readonly alsoMain: boolean

  constructor({ routes, alsoMain }: GoldenOperator) {
    super()
    this.routes = routes as readonly Route[]
    this.alsoMain = alsoMain === true
  }

  processElement(element: Element, context: ProcessContext, out: Collector<Element>): void {
    const met = this.routes.filter(route => isMet(route.when, element))
    for (const { tag } of met) context.output(new OutputTag<Element>(tag), element)
    if (met.length === 0 || this.alsoMain) out.collect(element)
  }
}

/** What a ProcessFunction sees. */
export class Probe extends ProcessFunction<Element, Element> {
  processElement(element: Element, context: ProcessContext, out: Collector<Element>): void {
    const watermark = toLong(context.timerService().currentWatermark())
    out.collect({ element, timestamp: context.timestamp(), watermark })
  }
}

export class WithSubtask extends RichMapFunction<Element, Element> {
  map(element: Element): Element {
    return { element, subtask: this.getRuntimeContext().getIndexOfThisSubtask() }
  }
}

/** Each failure begins a new attempt, so that the attempt number is the number of failures so far. */
export class FailOnce extends RichFilterFunction<Element> {
  readonly when: Condition
  readonly times: number

  constructor({ when, times }: GoldenOperator) {
    super()
    this.when = when!
    this.times = (times as number | undefined) ?? 1
  }

  filter(element: Element): boolean {
    if (this.getRuntimeContext().getAttemptNumber() < this.times && isMet(this.when, element)) {
      throw new Error(`planned failure at ${JSON.stringify(element)}`)
    }
    return true
  }
}
