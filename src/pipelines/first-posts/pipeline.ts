/**
 * Doublets taken out by state that forgets: an author counts once in a thread, until that was so long ago that the
 * mark has expired. Without a time to live the state would grow for ever.
 */
import {
  type Collector,
  partitionedLog,
  RichFlatMapFunction,
  StateTtlConfig,
  TransactionalSink,
  Types,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { definePipeline } from '../define.ts'
import { limited } from '../shared/limit.ts'
import { type Post, POSTS_ORIGIN, readPosts } from '../shared/posts.ts'
import { TEACHING_CONFIG } from '../shared/teaching-config.ts'

const PARTITIONS = 2
const POSTS = 260
/** An hour takes 15 ms of simulated time, so that the mark lives for ten hours. */
const SPEED_UP = 3_600_000 / 15
const TTL_MS = 150

class FirstOfThread extends RichFlatMapFunction<Post, Post> {
  seen!: ValueState<boolean>

  override open(): void {
    const ttl = StateTtlConfig.newBuilder(TTL_MS).build()
    const descriptor = new ValueStateDescriptor('seen', Types.BOOLEAN).enableTimeToLive(ttl)
    this.seen = this.getRuntimeContext().getState(descriptor)
  }

  flatMap(post: Post, out: Collector<Post>): void {
    if (this.seen.value() === true) return
    this.seen.update(true)
    out.collect(post)
  }
}

export const firstPosts = definePipeline({
  id: 'first-posts',
  title: { en: 'Deduplication with TTL', zh: '带 TTL 的去重' },
  description: {
    en: 'Lets one letter of each author in a thread through and holds the next ones back, until the mark in the state has lived its time: 150 ms of processing time.',
    zh: '同一作者在同一话题中只放行一封信，其后的信被拦下，直到状态中的标记到期：150 毫秒处理时间。',
  },
  lookFor: {
    en: 'A mark is not removed when its time is over: it stays in the state view until its key comes again, and counts as gone.',
    zh: '标记到期时并不会立即删除：它仍留在状态视图中，直到该键再次出现，而读取时视为已不存在。',
  },
  source: POSTS_ORIGIN,
  acceptsText: false,
  defaultText: null,
  defaultConfig: {
    ...TEACHING_CONFIG,
    'parallelism.default': '2',
    'weir.task.record-cost.source': '4 ms',
    'weir.task.record-cost.first': '3 ms',
  },
  build(env, workload) {
    const posts = limited(readPosts().slice(0, POSTS), workload)
    const log = partitionedLog(posts, {
      topic: 'posts',
      partitions: PARTITIONS,
      keyOf: post => post.list,
      timestampOf: post => post.written,
      arrivals: { at: posts.map(post => post.received), speedUp: SPEED_UP },
    })
    env
      .fromSource(log, WatermarkStrategy.noWatermarks(), 'posts')
      .uid('source')
      .setParallelism(PARTITIONS)
      .keyBy(post => `${post.author} ${post.thread}`)
      .flatMap(new FirstOfThread())
      .name('first')
      .uid('first')
      .sinkTo(new TransactionalSink())
      .name('sink')
      .uid('sink')
      .setParallelism(1)
  },
})
