/**
 * How people use a mailing list: the letters of one author with at most two hours between them are a session. Windows
 * of sessions merge when a letter closes the gap between two of them.
 */
import {
  type AggregateFunction,
  type Collector,
  EventTimeSessionWindows,
  OutputTag,
  partitionedLog,
  type ProcessWindowContext,
  ProcessWindowFunction,
  type TimeWindow,
  TransactionalSink,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { definePipeline } from '../define.ts'
import { limited } from '../shared/limit.ts'
import { type Post, POSTS_ORIGIN, readPosts } from '../shared/posts.ts'
import { TEACHING_CONFIG } from '../shared/teaching-config.ts'

const PARTITIONS = 2
const POSTS = 300
const HOUR_MS = 3_600_000
const GAP_MS = 2 * HOUR_MS
/** A day takes 150 ms of simulated time. */
const SPEED_UP = (24 * HOUR_MS) / 150

interface Session {
  readonly author: string
  readonly posts: number
  readonly minutes: number
}

const countPosts: AggregateFunction<Post, number, number> = {
  createAccumulator: () => 0,
  add: (_post, posts) => posts + 1,
  getResult: posts => posts,
  merge: (a, b) => a + b,
}

class NameSession extends ProcessWindowFunction<number, Session, string, TimeWindow> {
  process(
    author: string,
    context: ProcessWindowContext<TimeWindow>,
    counts: Iterable<number>,
    out: Collector<Session>,
  ): void {
    const { start, end } = context.window()
    const minutes = Math.round((end - GAP_MS - start) / 60_000)
    for (const posts of counts) out.collect({ author, posts, minutes })
  }
}

export const sessions = definePipeline({
  id: 'sessions',
  title: { en: 'Sessions of authors', zh: '作者的会话窗口' },
  description: {
    en: 'Puts the letters of each author into sessions: a session ends when two hours pass without a letter. Letters arrive in bundles, long after they were written.',
    zh: '将每位作者的来信归入会话：两小时没有来信，会话即告结束。信件往往成批到达，远在写成之后。',
  },
  lookFor: {
    en: 'A letter between two open sessions merges them into one: their windows, counts and timers become one.',
    zh: '落在两个未结束会话之间的一封信会把它们合并：窗口、计数和定时器合而为一。',
  },
  source: POSTS_ORIGIN,
  acceptsText: false,
  defaultText: null,
  defaultConfig: {
    ...TEACHING_CONFIG,
    'parallelism.default': '2',
    'pipeline.auto-watermark-interval': '20 ms',
    'weir.task.record-cost.source': '3 ms',
    'weir.task.record-cost.session': '3 ms',
  },
  build(env, workload) {
    const late = new OutputTag<Post>('late')
    const posts = limited(readPosts().slice(0, POSTS), workload)
    const log = partitionedLog(posts, {
      topic: 'posts',
      partitions: PARTITIONS,
      keyOf: post => post.list,
      timestampOf: post => post.written,
      arrivals: { at: posts.map(post => post.received), speedUp: SPEED_UP },
    })
    const windows = env
      .fromSource(log, WatermarkStrategy.forBoundedOutOfOrderness(6 * HOUR_MS), 'posts')
      .uid('source')
      .setParallelism(PARTITIONS)
      .keyBy(post => post.author)
      .window(EventTimeSessionWindows.withGap(GAP_MS))
      .sideOutputLateData(late)
      .aggregate(countPosts, new NameSession())
      .name('session')
      .uid('session')
    windows.sinkTo(new TransactionalSink()).name('sink').uid('sink').setParallelism(1)
    windows.getSideOutput(late).print('late').name('late').uid('late').setParallelism(1)
  },
})
