/**
 * Runs one operator without an engine, for its tests: records, watermarks and the clock in, results out, state and
 * timers in plain data. It is a stand-in of the contract, not a model of Flink; state has no time to live here.
 */
import { copyPlain } from '../../base/copy.ts'
import type {
  AnyOperatorDefinition,
  Collector,
  CommitOutcome,
  ExternalEffects,
  OperatorContext,
  StagedRecord,
  StreamOperator,
} from '../../engine/api/operator.ts'
import type { RuntimeContext } from '../../engine/api/state.ts'
import { harnessBroadcastState, harnessStore, sharing, type KeyedScope } from './harness-state.suite.ts'
import { HarnessClock, takeDue, type HarnessTimers } from './harness-timers.suite.ts'

export interface Emitted {
  readonly value: unknown
  readonly timestamp: number | null
  readonly tag?: string
}

export interface HarnessOptions {
  readonly subtask?: number
  readonly parallelism?: number
  readonly attempt?: number
  /** Processing time at the start. */
  readonly processingTime?: number
  /** What an earlier harness left: state and timers. */
  readonly state?: HarnessState
}

export interface HarnessState {
  readonly keyed: ReadonlyMap<string, unknown>
  readonly lists: Readonly<Record<string, readonly unknown[]>>
  readonly broadcast?: Readonly<Record<string, ReadonlyMap<unknown, unknown>>>
  readonly timers?: HarnessTimers
}

export class Harness {
  readonly operator: StreamOperator
  readonly emitted: Emitted[] = []
  /** Watermarks that went on, and statuses. */
  readonly marks: (number | 'idle' | 'active')[] = []
  readonly effects: unknown[] = []
  readonly keyed: Map<string, unknown>
  readonly lists: Record<string, readonly unknown[]>
  readonly broadcast: Record<string, Map<unknown, unknown>>
  readonly clock: HarnessClock
  readonly #toAnswer: string[] = []
  #key: unknown = null
  #timestamp: number | null = null
  #offset = -1
  readonly #scope: KeyedScope = { key: 'null', namespace: '' }
  readonly #out: Collector

  constructor(definition: AnyOperatorDefinition, params: unknown, options: HarnessOptions = {}) {
    const { state, processingTime = 0 } = options
    this.keyed = copyPlain(new Map(state?.keyed))
    this.lists = copyPlain({ ...state?.lists })
    this.broadcast = copyPlain({ ...state?.broadcast }) as Record<string, Map<unknown, unknown>>
    this.clock = new HarnessClock(state?.timers, processingTime, () => this.#key)
    this.#out = this.#collector()
    this.operator = definition.create(params as never)
    this.operator.open?.(this.#context(options))
  }

  get key(): unknown {
    return this.#key
  }

  set key(key: unknown) {
    this.#key = key
    this.#scope.key = JSON.stringify(key)
  }

  element(value: unknown, timestamp: number | null = null, key: unknown = null): this {
    this.#take(timestamp, key)
    this.#offset += 1
    this.operator.processElement(value, timestamp, this.#out)
    return this
  }

  element2(value: unknown, timestamp: number | null = null, key: unknown = null): this {
    if (this.operator.processElement2 === undefined) throw new Error('the operator has no second input')
    this.#take(timestamp, key)
    this.#offset += 1
    this.operator.processElement2(value, timestamp, this.#out)
    return this
  }

  /** The watermark over all inputs: timers up to it fire, then it goes on. */
  watermark(timestamp: number): this {
    if (timestamp <= this.clock.watermark) return this
    this.clock.watermark = timestamp
    for (let timer; (timer = takeDue(this.clock.event, timestamp)) !== undefined;) {
      this.#take(null, timer.key)
      this.operator.onEventTime?.({ timestamp: timer.timestamp, namespace: timer.namespace }, this.#out)
    }
    this.#take(null, null)
    if (this.operator.processWatermark === undefined) this.#out.emitWatermark(timestamp)
    else this.operator.processWatermark(timestamp, this.#out)
    return this
  }

  idle(idle = true): this {
    if (this.operator.processWatermarkStatus === undefined) this.#out.emitWatermarkStatus(idle)
    else this.operator.processWatermarkStatus(idle, this.#out)
    return this
  }

  /** Sets the clock: timers and wake-ups up to it fire. */
  processingTime(now: number): this {
    this.clock.now = now
    for (let timer; (timer = takeDue(this.clock.processing, now)) !== undefined;) {
      this.#take(null, timer.key)
      this.operator.onProcessingTime?.({ timestamp: timer.timestamp, namespace: timer.namespace }, this.#out)
    }
    this.#take(null, null)
    const { wakeUps } = this.clock
    for (let due; (due = wakeUps.sort((a, b) => a - b)[0]) !== undefined && due <= now;) {
      wakeUps.shift()
      this.operator.onWakeUp?.(due, this.#out)
    }
    return this
  }

  /** The broker answers every commit there is, and those that follow from it. */
  answerCommits(outcome: CommitOutcome = 'committed'): this {
    for (let id; (id = this.#toAnswer.shift()) !== undefined;) this.operator.commitAnswered?.(id, outcome)
    return this
  }

  prepare(checkpoint: number): this {
    this.operator.prepareSnapshotPreBarrier?.(checkpoint, this.#out)
    return this
  }

  snapshot(checkpoint: number): HarnessState {
    this.operator.snapshotState?.(checkpoint)
    const { keyed, lists, broadcast } = this
    return copyPlain({ keyed, lists, broadcast, timers: this.clock.timers })
  }

  finish(): this {
    this.operator.finish?.(this.#out)
    return this
  }

  get values(): unknown[] {
    return this.emitted.map(({ value }) => value)
  }

  #take(timestamp: number | null, key: unknown): void {
    this.key = key
    this.#timestamp = timestamp
  }

  #collector(): Collector {
    const emit = (value: unknown, timestamp: number | null, tag?: string) =>
      this.emitted.push(copyPlain(tag === undefined ? { value, timestamp } : { value, timestamp, tag }))
    return sharing({
      collect: (value: unknown) => emit(value, this.#timestamp),
      collectWithTimestamp: (value: unknown, timestamp: number | null) => emit(value, timestamp),
      output: (tag: string, value: unknown, timestamp = this.#timestamp) => emit(value, timestamp, tag),
      emitWatermark: (timestamp: number) => {
        const last = this.marks.filter(mark => typeof mark === 'number').at(-1)
        if (last === undefined || timestamp > last) this.marks.push(timestamp)
      },
      emitWatermarkStatus: (idle: boolean) => void this.marks.push(idle ? 'idle' : 'active'),
    })
  }

  #context({ subtask = 0, parallelism = 1, attempt = 0 }: HarnessOptions): OperatorContext {
    return sharing({
      runtime: sharing({
        ...harnessStore(this.keyed, this.#scope, false),
        getTaskName: () => 'task',
        getIndexOfThisSubtask: () => subtask,
        getNumberOfParallelSubtasks: () => parallelism,
        getMaxNumberOfParallelSubtasks: () => 128,
        getAttemptNumber: () => attempt,
      }) as RuntimeContext,
      timers: this.clock.service(),
      namespaced: harnessStore(this.keyed, this.#scope, true),
      external: this.#external(),
      currentKey: () => this.key,
      getOperatorListState: (name: string) => ({
        get: () => this.lists[name] ?? [],
        update: (values: readonly unknown[]) => void (this.lists[name] = copyPlain(values)),
      }),
      getBroadcastState: (name: string) =>
        harnessBroadcastState((this.broadcast[name] ??= new Map<unknown, unknown>())),
    })
  }

  #external(): ExternalEffects {
    const note = (...effect: unknown[]) => void this.effects.push(copyPlain(effect))
    return sharing({
      write: (value: unknown, timestamp: number | null) => note('write', value, timestamp),
      prepareTransaction: (id: string, records: readonly StagedRecord[]) => note('prepare', id, records),
      commitTransaction: (id: string) => {
        note('commit', id)
        this.#toAnswer.push(id)
      },
      abortTransactions: (uid: string, keep: readonly string[]) => note('abort', uid, keep),
      lineage: () => ({ partition: 0, offset: this.#offset }),
      now: () => 0,
    })
  }
}
