/**
 * Rows as they were written down, read and checked: what is complete goes on, what is not goes to a side output with
 * the reason. The clean rows end in part files.
 */
import {
  type Collector,
  FileSink,
  OutputTag,
  partitionedLog,
  type ProcessContext,
  ProcessFunction,
  textLines,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { PENGUINS_CSV } from '../data/penguins.ts'
import { definePipeline } from '../define.ts'
import { limited } from '../shared/limit.ts'
import { TEACHING_CONFIG } from '../shared/teaching-config.ts'
import { parsePenguin, type Penguin } from './parse-penguin.ts'

const PARTITIONS = 2
const INTERVAL_US = 3000

interface Rejected {
  readonly line: string
  readonly reason: string
}

class Clean extends ProcessFunction<string, Penguin> {
  readonly rejected: OutputTag<Rejected>

  constructor(rejected: OutputTag<Rejected>) {
    super()
    this.rejected = rejected
  }

  processElement(line: string, context: ProcessContext, out: Collector<Penguin>): void {
    const penguin = parsePenguin(line)
    if (typeof penguin === 'string') context.output(this.rejected, { line, reason: penguin })
    else out.collect(penguin)
  }
}

export const cleaning = definePipeline({
  id: 'cleaning',
  title: { en: 'Cleaning with a side output', zh: '数据清洗与旁路输出' },
  description: {
    en: 'Reads rows of measurements, checks them, and writes the complete ones to part files. Rows with gaps and slips go to a side output, each with its reason.',
    zh: '读取测量记录并逐行检查，完整的行写入分片文件；有缺失或笔误的行连同原因进入旁路输出。',
  },
  lookFor: {
    en: 'The fourth row has no measurements at all: it leaves by the side output. Part files are pending until their checkpoint completes.',
    zh: '第四行没有任何测量值：它从旁路输出离开。分片文件在所属检查点完成之前处于待提交状态。',
  },
  source: {
    en: 'Palmer penguins (Gorman, Horst and the Palmer Station LTER), by way of vega-datasets. CC0 1.0.',
    zh: '帕尔默企鹅数据集（Gorman、Horst 与帕尔默站 LTER），经由 vega-datasets。CC0 1.0。',
  },
  acceptsText: false,
  defaultText: null,
  defaultConfig: { ...TEACHING_CONFIG, 'weir.task.record-cost.source': '4 ms' },
  build(env, workload) {
    const rejected = new OutputTag<Rejected>('rejected')
    const rows = partitionedLog(limited(textLines(PENGUINS_CSV).slice(1), workload), {
      topic: 'penguins',
      partitions: PARTITIONS,
      arrivals: { intervalUs: INTERVAL_US },
    })
    const clean = env
      .fromSource(rows, WatermarkStrategy.noWatermarks(), 'penguins')
      .uid('source')
      .setParallelism(PARTITIONS)
      .process(new Clean(rejected))
      .name('clean')
      .uid('clean')
      .setParallelism(PARTITIONS)
    clean.sinkTo(new FileSink()).name('files').uid('sink').setParallelism(1)
    clean.getSideOutput(rejected).print('rejected').name('rejected').uid('rejected').setParallelism(1)
  },
})
