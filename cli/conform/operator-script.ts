/**
 * The steps of an operator case on the engine's clock. A phase is one run: from a start or restore to the next. Every
 * step has a stretch of virtual time to itself, in which everything it causes happens. The steps between two jumps
 * of processing time lie within one millisecond, so that the clock stands still between them.
 */
import { MICROS_PER_MS, type VirtualTime } from '../../src/base/time.ts'
import { notYet, type GoldenCase } from './golden-case.ts'
import type { Long } from './long.ts'

export type Step =
  | {
      readonly op: 'element'
      readonly value: unknown
      readonly timestamp?: Long | null
      readonly input?: number
      readonly subtask?: number
    }
  | { readonly op: 'watermark'; readonly timestamp: Long; readonly input?: number }
  | { readonly op: 'idle' | 'active'; readonly input?: number }
  | { readonly op: 'processingTime' | 'ttlTime'; readonly time: number }
  | { readonly op: 'snapshotRestore' }
  | { readonly op: 'rescale'; readonly parallelism: number }

export interface TimedStep {
  readonly step: Step
  /** Its place in the case's input. */
  readonly index: number
  /** When it begins; a jump of the clock ends then. Nothing of the next step happens before `until`. */
  readonly at: VirtualTime
  readonly until: VirtualTime
}

export interface Phase {
  readonly parallelism: number
  /** Processing time at virtual time 0. */
  readonly epochMs: number
  /** Place of the step that restored it; null: the first phase. */
  readonly restoredBy: number | null
  readonly steps: readonly TimedStep[]
}

/** A job has started by then. */
export const STARTED_US = 200
/** For the start of a job, and for the timers that a jump makes due. */
const LEAD_US = 300
const SLOT_MIN_US = 8
/** Where the clock does not matter there is no hurry. */
const LEISURE_US = 100_000

/** Parts of an operator that read the clock, even where no step sets it. */
const USES_THE_CLOCK = /processingTime|ProcessingTime|procTimer|procInactivity|"ttl"|assignWatermarks/

export const isJump = (step: Step): step is Step & { readonly op: 'processingTime' | 'ttlTime' } =>
  step.op === 'processingTime' || step.op === 'ttlTime'
const isRestore = (step: Step): boolean => step.op === 'snapshotRestore' || step.op === 'rescale'

interface Indexed {
  readonly step: Step
  readonly index: number
}

export function phasesOf({ pipeline, input }: GoldenCase): Phase[] {
  const steps = input.map((step, index): Indexed => ({ step: step as Step, index }))
  const isTimed =
    steps.some(({ step }) => isJump(step)) || USES_THE_CLOCK.test(JSON.stringify(pipeline.operators))
  const phases: Phase[] = []
  let parallelism = pipeline.parallelism ?? 1
  let epochMs = 0
  let restoredBy: number | null = null
  for (const [i, group] of splitBefore(steps, isRestore).entries()) {
    const [first, ...others] = group
    const own = i === 0 ? group : others
    if (i > 0 && first !== undefined) {
      restoredBy = first.index
      if (first.step.op === 'rescale') parallelism = first.step.parallelism
    }
    phases.push({
      parallelism,
      epochMs,
      restoredBy,
      steps: isTimed ? onTheClock(own, epochMs) : atLeisure(own),
    })
    for (const { step } of own) if (isJump(step)) epochMs = step.time
  }
  return phases
}

/** Groups each of which, but for the first, begins with a step that `opens`. */
function splitBefore(steps: readonly Indexed[], opens: (step: Step) => boolean): Indexed[][] {
  const groups: Indexed[][] = [[]]
  for (const item of steps) {
    if (opens(item.step)) groups.push([])
    groups.at(-1)!.push(item)
  }
  return groups
}

const atLeisure = (steps: readonly Indexed[]): TimedStep[] =>
  steps.map((item, i) => ({ ...item, at: (i + 1) * LEISURE_US, until: (i + 2) * LEISURE_US }))

function onTheClock(steps: readonly Indexed[], epochMs: number): TimedStep[] {
  let clock = epochMs
  const moves = (step: Step) => {
    if (!isJump(step) || step.time === clock) return false
    if (step.time < clock) notYet('a clock that goes back')
    clock = step.time
    return true
  }
  return splitBefore(steps, moves).flatMap(group => {
    const [first, ...others] = group
    if (first === undefined || !isJump(first.step)) return withinOneMs(group, 0)
    const start = (first.step.time - epochMs) * MICROS_PER_MS
    return [{ ...first, at: start, until: start + LEAD_US }, ...withinOneMs(others, start)]
  })
}

/** A watermark may fire many timers, one after the other. */
const weightOf = (step: Step): number => (step.op === 'watermark' ? 4 : 1)

/** `start`: when the millisecond begins. */
function withinOneMs(steps: readonly Indexed[], start: VirtualTime): TimedStep[] {
  const weight = steps.reduce((sum, { step }) => sum + weightOf(step), 1)
  const slot = Math.floor((MICROS_PER_MS - LEAD_US) / weight)
  if (slot < SLOT_MIN_US) notYet(`${steps.length} steps within one millisecond`)
  let until = start + LEAD_US
  return steps.map(item => {
    const at = until
    until += slot * weightOf(item.step)
    return { ...item, at, until }
  })
}
