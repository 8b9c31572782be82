/**
 * Where a pipeline begins; Flink's StreamExecutionEnvironment. It collects what its streams add and makes the
 * StreamGraph of it. Config keys are Flink's; what the program says stands above the config it was given.
 */
import { parseDuration } from '../base/duration.ts'
import { MICROS_PER_MS } from '../base/time.ts'
import type { StreamGraph } from '../engine/api/stream-graph.ts'
import { elements } from '../connectors/elements/source.ts'
import { makeDraft, type Draft, type DraftChange } from './draft.ts'
import { DataStreamSource } from './data-stream.ts'
import { refuse } from './error.ts'
import type { Sink } from './sinks.ts'
import type { Source } from './sources.ts'
import type { ChosenStateBackend } from './state-backends.ts'
import { makeStreamGraph } from './stream-graph.ts'
import { sinkFor, sourceFor } from './substitutes.ts'
import { WatermarkStrategy } from './watermark-strategy.ts'

const PARALLELISM = 'parallelism.default'
const MAX_PARALLELISM = 'pipeline.max-parallelism'
const CHAINING = 'pipeline.operator-chaining.enabled'
const CHAINING_LEGACY = 'pipeline.operator-chaining'
const INTERVAL = 'execution.checkpointing.interval'
const MODE = 'execution.checkpointing.mode'
const AUTO_WATERMARK_INTERVAL = 'pipeline.auto-watermark-interval'
const AUTO_WATERMARK_INTERVAL_MS = 200

export type CheckpointingMode = 'EXACTLY_ONCE' | 'AT_LEAST_ONCE'

export class StreamExecutionEnvironment {
  readonly #config: Record<string, string>
  readonly #drafts: Draft[] = []

  constructor(config: Readonly<Record<string, string>> = {}) {
    this.#config = { ...config }
  }

  static getExecutionEnvironment(config: Readonly<Record<string, string>> = {}): StreamExecutionEnvironment {
    return new StreamExecutionEnvironment(config)
  }

  setParallelism(parallelism: number): this {
    return this.configure({ [PARALLELISM]: parallelism })
  }

  getParallelism(): number {
    return this.#count(PARALLELISM, 1)
  }

  setMaxParallelism(maxParallelism: number): this {
    return this.configure({ [MAX_PARALLELISM]: maxParallelism })
  }

  /** -1: derived from the parallelism of each operator. */
  getMaxParallelism(): number {
    return this.#count(MAX_PARALLELISM, -1)
  }

  enableCheckpointing(intervalMs: number, mode: CheckpointingMode = 'EXACTLY_ONCE'): this {
    return this.configure({ [INTERVAL]: `${intervalMs} ms`, [MODE]: mode })
  }

  /** How often periodic watermarks are emitted, in ms; 0: never. Flink has it in its ExecutionConfig. */
  setAutoWatermarkInterval(intervalMs: number): this {
    return this.configure({ [AUTO_WATERMARK_INTERVAL]: `${intervalMs} ms` })
  }

  getAutoWatermarkInterval(): number {
    const text = this.#config[AUTO_WATERMARK_INTERVAL]
    if (text === undefined) return AUTO_WATERMARK_INTERVAL_MS
    const micros = parseDuration(text)
    if (micros !== null && micros % MICROS_PER_MS === 0) return micros / MICROS_PER_MS
    return refuse(
      'config',
      AUTO_WATERMARK_INTERVAL,
      `expected a duration in whole ms, such as "200 ms", got ${text}`,
    )
  }

  /** Where keyed state lives. The classes of Flink 1.x choose the checkpoint storage, too. */
  setStateBackend(backend: ChosenStateBackend): this {
    return this.configure(backend.settings)
  }

  disableOperatorChaining(): this {
    return this.configure({ [CHAINING]: false })
  }

  configure(settings: Readonly<Record<string, string | number | boolean>>): this {
    for (const [key, value] of Object.entries(settings)) this.#config[key] = String(value)
    return this
  }

  /** One subtask reads them in order; Flink's fromData under its older name. */
  fromElements<T>(...values: readonly T[]): DataStreamSource<T> {
    return this.fromCollection(values)
  }

  fromData<T>(...values: readonly T[]): DataStreamSource<T> {
    return this.fromCollection(values)
  }

  fromCollection<T>(values: readonly T[]): DataStreamSource<T> {
    return this.#addSource<T>(elements(values), 'Collection Source', 1)
  }

  fromSource<T>(source: Source<T>, watermarks: WatermarkStrategy<T>, name: string): DataStreamSource<T> {
    return this.#addSource<T>(source, name, this.getParallelism(), watermarks)
  }

  #addSource<T>(
    source: Source<T>,
    label: string,
    parallelism: number,
    strategy = WatermarkStrategy.noWatermarks<T>(),
  ): DataStreamSource<T> {
    const { params, functions } = strategy
    const used = sourceFor(source, this.#config)
    const given = functions.length === 0 ? used : { ...used, watermarks: params }
    const draft = this.add(
      {
        label,
        kind: 'source',
        role: 'source',
        nameOf: name => `Source: ${name}`,
        paramsOf: () => given,
        functions,
      },
      parallelism,
    )
    return new DataStreamSource<T>(this, draft)
  }

  /** Called by streams: the sink that stands where the program puts `sink`. */
  sinkFor<T>(sink: Sink<T>): Sink<T> {
    return sinkFor(sink, this.#config)
  }

  /** Called by streams: adds a node to the graph. */
  add(given: DraftChange, parallelism = this.getParallelism()): Draft {
    const draft = makeDraft(this.#drafts.length + 1, parallelism, given)
    this.#drafts.push(draft)
    return draft
  }

  /** Throws DataStreamError where user code can't be run. The graph itself is validated when the job is made. */
  getStreamGraph(jobName = 'Flink Streaming Job'): StreamGraph {
    const chaining = this.#config[CHAINING] ?? this.#config[CHAINING_LEGACY]
    return makeStreamGraph(this.#drafts, {
      jobName,
      chainingEnabled: chaining !== 'false',
      checkpointing: this.#config[INTERVAL] !== undefined,
      autoWatermarkInterval: this.getAutoWatermarkInterval(),
      maxParallelism: this.getMaxParallelism(),
      config: { ...this.#config },
    })
  }

  #count(key: string, initial: number): number {
    const text = this.#config[key]
    if (text === undefined) return initial
    const value = Number(text)
    if (Number.isInteger(value) && (value >= 1 || value === initial)) return value
    return refuse('config', key, `expected a whole number of at least 1, got ${text}`)
  }
}
