/**
 * An online learner: for every sensor a linear model that guesses the humidity from the temperature. Each reading is
 * first predicted, then learned from; the weights of the model are keyed state and go into every checkpoint.
 */
import {
  type Collector,
  type KeyedProcessContext,
  KeyedProcessFunction,
  partitionedLog,
  Types,
  UpsertSink,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { definePipeline } from '../define.ts'
import { limited } from '../shared/limit.ts'
import { type Reading, readReadings, SENSORS_ORIGIN } from '../shared/sensors.ts'
import { TEACHING_CONFIG } from '../shared/teaching-config.ts'
import { FRESH_MODEL, learn, type Model, predict } from './model.ts'

const PARTITIONS = 2
/** Of each sensor 90 readings. */
const READINGS = 360
/** Two minutes of readings take 100 ms of simulated time. */
const SPEED_UP = 120_000 / 100

interface Guess {
  readonly sensor: string
  readonly humidity: number
  readonly predicted: number
  /** Mean absolute error so far. */
  readonly meanError: number
}

const tenths = (value: number): number => Math.round(value * 10) / 10

class Learn extends KeyedProcessFunction<string, Reading, Guess> {
  model!: ValueState<Model>

  override open(): void {
    this.model = this.getRuntimeContext().getState(
      new ValueStateDescriptor('model', Types.POJO<Model>('Model')),
    )
  }

  processElement(reading: Reading, context: KeyedProcessContext<string>, out: Collector<Guess>): void {
    const before = this.model.value() ?? FRESH_MODEL
    const { temperature, humidity } = reading
    const after = learn(before, temperature, humidity)
    this.model.update(after)
    out.collect({
      sensor: context.getCurrentKey(),
      humidity,
      predicted: tenths(predict(before, temperature)),
      meanError: tenths(after.errorSum / after.seen),
    })
  }
}

export const learner = definePipeline({
  id: 'learner',
  title: { en: 'Online learner', zh: '在线学习' },
  description: {
    en: 'Guesses the humidity at each sensor from its temperature and learns from every reading. The model is keyed state: two weights for each sensor. A table keeps the last guess.',
    zh: '根据温度预测每个传感器处的湿度，并从每次读数中学习。模型就是键控状态：每个传感器两个权重。结果表保存最近一次预测。',
  },
  lookFor: {
    en: 'Watch the weights in the state view settle, then jump when hot water is held to a sensor. Kill the learner: it goes on with the weights of the checkpoint.',
    zh: '在状态视图中观察权重逐渐稳定，并在热水靠近传感器时跳变。终止学习任务：它会从检查点中的权重继续。',
  },
  source: SENSORS_ORIGIN,
  acceptsText: false,
  defaultText: null,
  defaultConfig: {
    ...TEACHING_CONFIG,
    'parallelism.default': '2',
    'weir.task.record-cost.source': '3 ms',
    'weir.task.record-cost.learn': '3 ms',
  },
  build(env, workload) {
    const log = partitionedLog(limited(readReadings().slice(0, READINGS), workload), {
      topic: 'sensors',
      partitions: PARTITIONS,
      timestampOf: reading => reading.time,
      arrivals: { speedUp: SPEED_UP },
    })
    env
      .fromSource(log, WatermarkStrategy.noWatermarks(), 'sensors')
      .uid('source')
      .setParallelism(PARTITIONS)
      .keyBy(reading => reading.sensor)
      .process(new Learn())
      .name('learn')
      .uid('learn')
      .sinkTo(new UpsertSink(guess => guess.sensor))
      .name('table')
      .uid('sink')
      .setParallelism(1)
  },
})
