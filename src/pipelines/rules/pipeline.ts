/**
 * Rules that change while the job runs: one stream has the readings, by sensor, the other the rules, which go to
 * every subtask and are kept there as broadcast state.
 */
import {
  type BroadcastContext,
  type Collector,
  elements,
  KeyedBroadcastProcessFunction,
  type KeyedReadOnlyBroadcastContext,
  type MapState,
  MapStateDescriptor,
  partitionedLog,
  TransactionalSink,
  Types,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { definePipeline } from '../define.ts'
import { limited } from '../shared/limit.ts'
import { type Reading, readReadings, SENSORS_ORIGIN } from '../shared/sensors.ts'
import { TEACHING_CONFIG } from '../shared/teaching-config.ts'

const PARTITIONS = 2
const READINGS = 300
/** A minute takes 160 ms of simulated time. */
const SPEED_UP = 60_000 / 160

interface Rule {
  readonly name: string
  readonly field: 'temperature' | 'humidity'
  /** Null: the rule is withdrawn. */
  readonly above: number | null
}

interface Match {
  readonly sensor: string
  readonly rule: string
  readonly value: number
}

/** Each with the virtual time, in ms, at which it comes. */
const RULES: readonly (Rule & { readonly atMs: number })[] = [
  { atMs: 0, name: 'damp', field: 'humidity', above: 60 },
  { atMs: 250, name: 'hot', field: 'temperature', above: 40 },
  { atMs: 420, name: 'damp', field: 'humidity', above: 85 },
  { atMs: 700, name: 'hot', field: 'temperature', above: null },
]

class MatchRules extends KeyedBroadcastProcessFunction<string, Reading, Rule, Match> {
  readonly rules: MapStateDescriptor<string, Rule>
  /** Rules that held for the last reading of the sensor: a match is told once, when it begins. */
  matched!: MapState<string, boolean>

  constructor(rules: MapStateDescriptor<string, Rule>) {
    super()
    this.rules = rules
  }

  override open(): void {
    const descriptor = new MapStateDescriptor('matched', Types.STRING, Types.BOOLEAN)
    this.matched = this.getRuntimeContext().getMapState(descriptor)
  }

  processElement(
    reading: Reading,
    context: KeyedReadOnlyBroadcastContext<string>,
    out: Collector<Match>,
  ): void {
    for (const [name, { field, above }] of context.getBroadcastState(this.rules).entries()) {
      const value = reading[field]
      const holds = above !== null && value > above
      if (holds && !this.matched.contains(name)) out.collect({ sensor: reading.sensor, rule: name, value })
      if (holds) this.matched.put(name, true)
      else this.matched.remove(name)
    }
  }

  processBroadcastElement(rule: Rule, context: BroadcastContext): void {
    const rules = context.getBroadcastState(this.rules)
    if (rule.above === null) rules.remove(rule.name)
    else rules.put(rule.name, rule)
  }
}

export const rules = definePipeline({
  id: 'rules',
  title: { en: 'Rules as broadcast state', zh: '广播状态中的动态规则' },
  description: {
    en: 'Checks the readings of four sensors against rules that change while the job runs. Each rule goes to every subtask and is kept in broadcast state.',
    zh: '用运行中不断变化的规则检查四个传感器的读数。每条规则发往所有子任务，并保存在广播状态中。',
  },
  lookFor: {
    en: 'A rule reaches the subtasks at different moments, so two of them may judge by different rules for a while. Every subtask writes its own copy into the checkpoint.',
    zh: '同一条规则到达各子任务的时刻不同，因此一段时间内它们可能依据不同的规则。每个子任务都将自己的副本写入检查点。',
  },
  source: {
    en: `${SENSORS_ORIGIN.en} The rules are written for Weir.`,
    zh: `${SENSORS_ORIGIN.zh}规则为 Weir 编写。`,
  },
  acceptsText: false,
  defaultText: null,
  defaultConfig: {
    ...TEACHING_CONFIG,
    'parallelism.default': '2',
    'weir.task.record-cost.source': '2 ms',
    'weir.task.record-cost.match': '2 ms',
  },
  build(env, workload) {
    const state = new MapStateDescriptor('rules', Types.STRING, Types.POJO<Rule>('Rule'))
    const log = partitionedLog(limited(readReadings().slice(0, READINGS), workload), {
      topic: 'sensors',
      partitions: PARTITIONS,
      keyOf: reading => reading.sensor,
      timestampOf: reading => reading.time,
      arrivals: { speedUp: SPEED_UP },
    })
    const changes = elements(
      RULES.map(({ name, field, above }): Rule => ({ name, field, above })),
      { splitId: 'rules-0', arrivals: RULES.map(({ atMs }) => atMs * 1000) },
    )
    const ruleStream = env
      .fromSource(changes, WatermarkStrategy.noWatermarks(), 'rules')
      .uid('rules')
      .setParallelism(1)
      .broadcast(state)
    env
      .fromSource(log, WatermarkStrategy.noWatermarks(), 'sensors')
      .uid('source')
      .setParallelism(PARTITIONS)
      .keyBy(reading => reading.sensor)
      .connect(ruleStream)
      .process(new MatchRules(state))
      .name('match')
      .uid('match')
      .sinkTo(new TransactionalSink())
      .name('sink')
      .uid('sink')
      .setParallelism(1)
  },
})
