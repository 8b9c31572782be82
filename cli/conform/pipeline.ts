/** A golden pipeline → a DataStream program. What Weir does not have is refused as not yet there. */
import {
  CollectSink,
  type DataStream,
  type KeyedStream,
  type KeyValue,
  OutputTag,
  type SingleOutputStreamOperator,
  StreamExecutionEnvironment,
  TransactionalSink,
  type TypeInformation,
} from '../../src/datastream/index.ts'
import { exactLong, KEY_TYPES } from './functions.ts'
import { notYet, type GoldenCase, type GoldenOperator, type GoldenPipeline } from './golden-case.ts'
import { keyedFunction } from './keyed-functions.ts'
import { KeepAll } from './list-state.ts'
import { ApplyRules, coFunction, JoinPair, rulesDescriptor } from './two-inputs.ts'
import {
  FailOnce,
  fieldOf,
  flatMapper,
  isMet,
  mapper,
  Probe,
  Router,
  WithSubtask,
  type Element,
} from './user-functions.ts'
import { watermarkStrategy, type Watermarks } from './watermarks.ts'
import { allWindow, keyedWindow } from './windows.ts'

export type Stream = DataStream<Element>
export type Settable = SingleOutputStreamOperator<Element>

/** How the input of a case comes into the program. */
export type AddSource = (env: StreamExecutionEnvironment, operator: GoldenOperator) => Settable

/** No checkpoint but those of the script: Flink's first one comes after the minimum pause. */
const NEVER = '365 d'

export function configOf({ pipeline, kind }: GoldenCase): Record<string, string> {
  refuseSettings(pipeline)
  const config: Record<string, string> = {
    'parallelism.default': String(pipeline.parallelism ?? 1),
    'pipeline.max-parallelism': String(pipeline.maxParallelism ?? 128),
    'execution.checkpointing.num-retained': '1000',
  }
  for (const [key, value] of Object.entries(pipeline.config ?? {})) config[key] = String(value)
  const { checkpointing, restartStrategy, stateBackend } = pipeline
  // Recovery does not depend on the backend; its cases run on the default one.
  if (stateBackend !== undefined && kind !== 'recovery') config['state.backend.type'] = stateBackend
  if (checkpointing !== undefined) {
    config['execution.checkpointing.interval'] = NEVER
    config['execution.checkpointing.min-pause'] = NEVER
    config['execution.checkpointing.mode'] = checkpointing.mode
    if (checkpointing.unaligned === true) config['execution.checkpointing.unaligned.enabled'] = 'true'
  }
  if (restartStrategy !== undefined) {
    const { type, ...settings } = restartStrategy
    config['restart-strategy.type'] = type
    for (const [name, value] of Object.entries(settings))
      config[`restart-strategy.${type}.${name}`] = String(value)
  }
  return config
}

function refuseSettings(pipeline: GoldenPipeline): void {
  const { executionMode, checkpointing, restartStrategy } = pipeline
  if ((executionMode ?? 'STREAMING') !== 'STREAMING') notYet(`execution mode ${executionMode}`)
  if ((checkpointing?.mode ?? 'EXACTLY_ONCE') !== 'EXACTLY_ONCE')
    notYet(`checkpointing mode ${checkpointing?.mode}`)
  const restart = restartStrategy?.type ?? 'none'
  if (!['none', 'fixed-delay'].includes(restart)) notYet(`restart strategy ${restart}`)
}

export function programOf(golden: GoldenCase, config: Record<string, string>, addSource: AddSource) {
  const env = new StreamExecutionEnvironment(config)
  if (golden.pipeline.chaining === false) env.disableOperatorChaining()
  const program = new Program(env, addSource)
  for (const operator of golden.pipeline.operators ?? []) program.add(operator)
  return env.getStreamGraph(golden.case)
}

export class Program {
  readonly #env: StreamExecutionEnvironment
  readonly #addSource: AddSource
  /** Outputs by operator; those whose side outputs can be read are in both maps. */
  readonly #streams = new Map<string, Stream>()
  readonly #operators = new Map<string, Settable>()

  constructor(env: StreamExecutionEnvironment, addSource: AddSource) {
    this.#env = env
    this.#addSource = addSource
  }

  /** The operator that was added under this id. */
  operator(id: string): Settable {
    return found(this.#operators.get(id), `operator ${id}`)
  }

  add(operator: GoldenOperator): void {
    const { id, type } = operator
    if (type === 'union') this.#streams.set(id, this.#union(operator))
    else if (type === 'partition') this.#streams.set(id, this.#partition(operator))
    else if (type === 'sink') this.#sink(operator)
    else {
      const stream = settle(this.#transform(operator), operator)
      this.#streams.set(id, stream)
      this.#operators.set(id, stream)
    }
  }

  #transform(operator: GoldenOperator): Settable {
    switch (operator.type) {
      case 'source':
        return this.#addSource(this.#env, operator)
      case 'map':
        return this.#input(operator).map(mapper(operator))
      case 'filter': {
        const when = operator.when!
        return this.#input(operator).filter(element => isMet(when, element))
      }
      case 'flatMap':
        return this.#input(operator).flatMap(flatMapper(operator))
      case 'sideOutput':
        return this.#input(operator).process(new Router(operator))
      case 'probe':
        return this.#input(operator).process(new Probe())
      case 'subtask':
        return this.#input(operator).map(new WithSubtask())
      case 'failOnce':
        return this.#input(operator).filter(new FailOnce(operator))
      case 'listState':
        return this.#input(operator).process(new KeepAll(operator['union'] === true))
      case 'assignWatermarks':
        return this.#input(operator).assignTimestampsAndWatermarks(
          watermarkStrategy(operator['watermarks'] as Watermarks),
        )
      case 'keyedProcess':
        return this.#keyed(operator).process(keyedFunction(operator))
      case 'window':
        return operator.keyBy === undefined
          ? allWindow(this.#output(operator), operator)
          : keyedWindow(this.#keyed(operator), operator)
      case 'coProcess':
      case 'intervalJoin':
      case 'broadcastRules':
        return this.#twoInputs(operator)
      default:
        return notYet(`operator ${operator.type}`)
    }
  }

  #twoInputs(operator: GoldenOperator): Settable {
    const [first = '', second = ''] = operator.inputs ?? []
    const left = this.#keyed({ ...operator, input: first })
    if (operator.type === 'broadcastRules') {
      const rules = this.#output({ ...operator, input: second }).broadcast(rulesDescriptor())
      return left.connect(rules).process(new ApplyRules())
    }
    const right = this.#keyed({ ...operator, input: second })
    return operator.type === 'coProcess'
      ? left.connect(right).process(coFunction(operator))
      : intervalJoin(left, right, operator)
  }

  #input(operator: GoldenOperator): Stream {
    return operator.keyBy === undefined ? this.#output(operator) : this.#keyed(operator)
  }

  /** What the operator reads: the main output of its input, or one of its side outputs. */
  #output({ id, input = '', tag }: GoldenOperator): Stream {
    if (tag === undefined) return found(this.#streams.get(input), `input of ${id}`)
    return found(this.#operators.get(input), `input of ${id}`).getSideOutput(new OutputTag<Element>(tag))
  }

  #keyed(operator: GoldenOperator): KeyedStream<Element, KeyValue> {
    const { field, type } = found(operator.keyBy, `keyBy of ${operator.id}`)
    const keyType = KEY_TYPES[type] ?? notYet(`key type ${type}`)
    const information: TypeInformation<KeyValue> = { name: keyType, keyType }
    const selector = (element: Element) => exactLong(keyType, fieldOf(element, field)) as KeyValue
    return this.#output(operator).keyBy(selector, information)
  }

  #union({ id, inputs }: GoldenOperator): Stream {
    const [first, ...others] = (inputs ?? []).map(input => found(this.#streams.get(input), `input of ${id}`))
    return found(first, `inputs of ${id}`).union(...others)
  }

  #partition(operator: GoldenOperator): Stream {
    const input = this.#input(operator)
    switch (operator['how']) {
      case 'rebalance':
        return input.rebalance()
      case 'forward':
        return input.forward()
      case 'rescale':
        return input.rescale()
      case 'broadcast':
        return input.broadcast()
      case 'global':
        return input.global()
      case 'shuffle':
        return input.shuffle()
      default:
        return notYet(`partitioner ${String(operator['how'])}`)
    }
  }

  #sink(operator: GoldenOperator): void {
    const isExactlyOnce = operator['delivery'] === 'exactlyOnce'
    const sink = isExactlyOnce ? new TransactionalSink<Element>() : new CollectSink<Element>()
    settle(this.#input(operator).sinkTo(sink), operator)
  }
}

type Keyed = KeyedStream<Element, KeyValue>

function intervalJoin(left: Keyed, right: Keyed, operator: GoldenOperator): Settable {
  const given = operator as GoldenOperator & {
    readonly lowerMs: number
    readonly upperMs: number
    readonly lowerExclusive?: boolean
    readonly upperExclusive?: boolean
    readonly sideOutputLeftLate?: string
    readonly sideOutputRightLate?: string
  }
  let join = left.intervalJoin(right).between(given.lowerMs, given.upperMs)
  if (given.lowerExclusive === true) join = join.lowerBoundExclusive()
  if (given.upperExclusive === true) join = join.upperBoundExclusive()
  const { sideOutputLeftLate, sideOutputRightLate } = given
  if (sideOutputLeftLate !== undefined)
    join = join.sideOutputLeftLateData(new OutputTag<Element>(sideOutputLeftLate))
  if (sideOutputRightLate !== undefined)
    join = join.sideOutputRightLateData(new OutputTag<Element>(sideOutputRightLate))
  return join.process(new JoinPair(given.keyBy?.field ?? ''))
}

interface Settings<S> {
  name(name: string): S
  uid(uid: string): S
  setParallelism(parallelism: number): S
  setMaxParallelism(maxParallelism: number): S
  slotSharingGroup(group: string): S
  startNewChain(): S
  disableChaining(): S
}

function settle<S extends Settings<S>>(stream: S, operator: GoldenOperator): S {
  const { id, parallelism, maxParallelism, slotSharingGroup, startNewChain, disableChaining } = operator
  stream.name(id).uid(id)
  if (parallelism !== undefined) stream.setParallelism(parallelism)
  if (maxParallelism !== undefined) stream.setMaxParallelism(maxParallelism)
  if (slotSharingGroup !== undefined) stream.slotSharingGroup(slotSharingGroup)
  if (startNewChain === true) stream.startNewChain()
  if (disableChaining === true) stream.disableChaining()
  return stream
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`missing ${what}`)
  return value
}
