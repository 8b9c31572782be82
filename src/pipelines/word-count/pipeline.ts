/**
 * Words of a text, counted: two sources that read a log and split it, three counting subtasks, one transactional
 * sink. The log has a record for each piece of text between spaces, so that a word's way can be followed.
 */
import {
  type Collector,
  type KeyedProcessContext,
  KeyedProcessFunction,
  partitionedLog,
  refuse,
  TransactionalSink,
  Types,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { definePipeline } from '../define.ts'
import { limited } from '../shared/limit.ts'
import { TEACHING_CONFIG } from '../shared/teaching-config.ts'
import { textPieces, wordsOf } from './words.ts'

const TEXT_MAX = 1_000_000
const PARTITIONS = 2
const INTERVAL_US = 3000

const PARAGRAPH = `A river does not stop for the one who counts its boats. The counter stands at the bridge and writes down each boat that comes: one for the mill, one for the sea, one for the mill again. Now and then a line of buoys comes down the river. When the buoys are at the bridge, the counter copies the page and sends the copy to the town. If the page is lost in a storm, the town sends the copy back, the river brings the boats behind the last buoys once more, and the counter counts on from there. No boat is counted twice, no boat is lost, and the river never had to stop.`

interface WordCount {
  readonly word: string
  readonly count: number
}

class CountWords extends KeyedProcessFunction<string, string, WordCount> {
  count!: ValueState<number>

  override open(): void {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor('count', Types.INT))
  }

  processElement(word: string, _context: KeyedProcessContext<string>, out: Collector<WordCount>): void {
    const count = (this.count.value() ?? 0) + 1
    this.count.update(count)
    out.collect({ word, count })
  }
}

function splitWords(piece: string, out: Collector<string>): void {
  for (const word of wordsOf(piece)) out.collect(word)
}

export const wordCount = definePipeline({
  id: 'word-count',
  title: { en: 'Word count · 2 → 3 → 1', zh: '词频统计 · 2 → 3 → 1' },
  description: {
    en: 'Counts the words of a text you can change. Two sources, three counting subtasks and a sink that commits with each checkpoint.',
    zh: '统计一段文本（可自行修改）的词频：两个数据源、三个计数子任务，以及随每个检查点提交的 Sink。',
  },
  lookFor: {
    en: 'Let a checkpoint complete, then kill a counting subtask: the counts go back to the checkpoint, and the sink still shows each one once.',
    zh: '待一个检查点完成后，终止一个计数子任务：计数回到检查点，而 Sink 中每个结果仍只出现一次。',
  },
  source: {
    en: 'A paragraph written for Weir, or the text you give.',
    zh: '为 Weir 编写的一段文字，或您提供的文本。',
  },
  acceptsText: true,
  defaultText: PARAGRAPH,
  defaultConfig: {
    ...TEACHING_CONFIG,
    'parallelism.default': '3',
    'weir.task.record-cost.source': '4 ms',
    'weir.task.record-cost.count': '4 ms',
  },
  build(env, workload) {
    const text = workload.text ?? PARAGRAPH
    if (text.length > TEXT_MAX) {
      refuse('workload', 'workload.text', `expected at most ${TEXT_MAX} characters, got ${text.length}`)
    }
    const pieces = limited(textPieces(text), workload)
    const log = partitionedLog(pieces, {
      topic: 'text',
      partitions: PARTITIONS,
      arrivals: { intervalUs: INTERVAL_US },
    })
    env
      .fromSource(log, WatermarkStrategy.noWatermarks(), 'text')
      .uid('source')
      .setParallelism(PARTITIONS)
      .flatMap(splitWords)
      .name('words')
      .uid('words')
      .setParallelism(PARTITIONS)
      .keyBy(word => word)
      .process(new CountWords())
      .name('count')
      .uid('count')
      .sinkTo(new TransactionalSink())
      .name('sink')
      .uid('sink')
      .setParallelism(1)
  },
})
