/** Letters as they come in over a socket, counted for each list. Nobody can send them again, so a failure loses some. */
import {
  type Collector,
  type KeyedProcessContext,
  KeyedProcessFunction,
  socket,
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

const INTERVAL_US = 4000
const POSTS = 160

interface ListCount {
  readonly list: string
  readonly posts: number
}

class CountPosts extends KeyedProcessFunction<string, Post, ListCount> {
  posts!: ValueState<number>

  override open(): void {
    this.posts = this.getRuntimeContext().getState(new ValueStateDescriptor('posts', Types.INT))
  }

  processElement(_post: Post, context: KeyedProcessContext<string>, out: Collector<ListCount>): void {
    const posts = (this.posts.value() ?? 0) + 1
    this.posts.update(posts)
    out.collect({ list: context.getCurrentKey(), posts })
  }
}

export const socketPosts = definePipeline({
  id: 'socket',
  title: { en: 'A source that cannot be read again', zh: '不可重放的数据源' },
  description: {
    en: 'Counts the letters of each mailing list as they come in over a socket. After a failure the state goes back to the checkpoint, but the socket does not: what was read since is lost.',
    zh: '按邮件列表统计从套接字读入的来信。发生故障后，状态回到检查点，而套接字不会：此后读过的数据就丢失了。',
  },
  lookFor: {
    en: 'Kill the source or a counter between two checkpoints and read the verdict: it names the records that are lost.',
    zh: '在两个检查点之间终止数据源或计数任务，再看判定：它会列出丢失的记录。',
  },
  source: POSTS_ORIGIN,
  acceptsText: false,
  defaultText: null,
  defaultConfig: {
    ...TEACHING_CONFIG,
    'parallelism.default': '2',
    'weir.task.record-cost.source': '3 ms',
    'weir.task.record-cost.count': '3 ms',
  },
  build(env, workload) {
    env
      .fromSource(
        socket(limited(readPosts().slice(0, POSTS), workload), { arrivals: { intervalUs: INTERVAL_US } }),
        WatermarkStrategy.noWatermarks(),
        'socket',
      )
      .uid('source')
      .setParallelism(1)
      .keyBy(post => post.list)
      .process(new CountPosts())
      .name('count')
      .uid('count')
      .sinkTo(new TransactionalSink())
      .name('sink')
      .uid('sink')
      .setParallelism(1)
  },
})
