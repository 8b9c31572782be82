/**
 * Three feeds as one stream: the earthquakes of California, Alaska and Hawaii, each with watermarks of its own. The
 * stream is as late as its latest feed; a feed that is silent must say that it is idle, or it holds all the others.
 */
import {
  type AggregateFunction,
  type Collector,
  type DataStream,
  partitionedLog,
  type ProcessWindowContext,
  ProcessWindowFunction,
  type StreamExecutionEnvironment,
  type TimeWindow,
  TumblingEventTimeWindows,
  UpsertSink,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { definePipeline } from '../define.ts'
import {
  type Earthquake,
  EARTHQUAKES_ORIGIN,
  HOUR_MS,
  hourText,
  readEarthquakes,
} from '../shared/earthquakes.ts'
import { limited } from '../shared/limit.ts'
import { TEACHING_CONFIG } from '../shared/teaching-config.ts'

const QUAKES = 450
const IDLE_MS = 40
/** A day takes 400 ms of simulated time. */
const SPEED_UP = (24 * HOUR_MS) / 400

/** One partition for each network. */
interface Feed {
  readonly name: string
  readonly networks: readonly string[]
}

const CALIFORNIA: Feed = { name: 'california', networks: ['ci', 'nc'] }
const ALASKA: Feed = { name: 'alaska', networks: ['ak'] }
const HAWAII: Feed = { name: 'hawaii', networks: ['hv'] }
const NETWORKS = [CALIFORNIA, ALASKA, HAWAII].flatMap(({ networks }) => networks)

interface NetworkWindow {
  readonly network: string
  readonly from: string
  readonly quakes: number
}

const countQuakes: AggregateFunction<Earthquake, number, number> = {
  createAccumulator: () => 0,
  add: (_quake, quakes) => quakes + 1,
  getResult: quakes => quakes,
  merge: (a, b) => a + b,
}

class NameWindow extends ProcessWindowFunction<number, NetworkWindow, string, TimeWindow> {
  process(
    network: string,
    context: ProcessWindowContext<TimeWindow>,
    counts: Iterable<number>,
    out: Collector<NetworkWindow>,
  ): void {
    for (const quakes of counts) out.collect({ network, from: hourText(context.window().start), quakes })
  }
}

function addFeed(
  env: StreamExecutionEnvironment,
  { name, networks }: Feed,
  quakes: readonly Earthquake[],
): DataStream<Earthquake> {
  const own = quakes.filter(({ network }) => networks.includes(network))
  const log = partitionedLog(own, {
    topic: name,
    partitions: networks.length,
    partitionOf: ({ network }) => networks.indexOf(network),
    timestampOf: quake => quake.time,
    arrivals: {
      at: own.map(quake => quake.updated),
      from: quakes[0]?.updated ?? 0,
      speedUp: SPEED_UP,
    },
  })
  const watermarks = WatermarkStrategy.forBoundedOutOfOrderness<Earthquake>(4 * HOUR_MS)
  return env.fromSource(log, watermarks.withIdleness(IDLE_MS), name).uid(name).setParallelism(networks.length)
}

export const feeds = definePipeline({
  id: 'feeds',
  title: { en: 'Union of three feeds', zh: '三路数据流的合并' },
  description: {
    en: 'Joins the earthquake feeds of California, Alaska and Hawaii to one stream and counts by network in windows of six hours. A table keeps the last count of each window.',
    zh: '将加利福尼亚、阿拉斯加和夏威夷的地震数据流合并为一，按台网以六小时窗口计数。结果表保存每个窗口的最新计数。',
  },
  lookFor: {
    en: 'Hawaii is silent for long. After 40 ms it is idle and no longer counts for the watermark; when a quake comes, it may be late.',
    zh: '夏威夷长时间没有数据。40 毫秒后它被视为空闲，不再参与水位线；当地震再次到来时，它可能已经迟到。',
  },
  source: EARTHQUAKES_ORIGIN,
  acceptsText: false,
  defaultText: null,
  defaultConfig: {
    ...TEACHING_CONFIG,
    'parallelism.default': '2',
    'pipeline.auto-watermark-interval': '20 ms',
    'weir.task.record-cost': '3 ms',
  },
  build(env, workload) {
    const all = readEarthquakes().slice(0, QUAKES)
    const quakes = limited(
      all.filter(({ network }) => NETWORKS.includes(network)),
      workload,
    )
    const [california, alaska, hawaii] = [CALIFORNIA, ALASKA, HAWAII].map(feed => addFeed(env, feed, quakes))
    california!
      .union(alaska!, hawaii!)
      .keyBy(quake => quake.network)
      .window(TumblingEventTimeWindows.of(6 * HOUR_MS))
      .aggregate(countQuakes, new NameWindow())
      .name('window')
      .uid('window')
      .sinkTo(new UpsertSink(({ network, from }) => `${network} ${from}`))
      .name('table')
      .uid('sink')
      .setParallelism(1)
  },
})
