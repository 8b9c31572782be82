/**
 * The first reading of tables, as of change data capture before it follows the changes: one source reads each table in
 * one go, the other in chunks. A source takes a trigger only between two records, and a table in one go is one record.
 */
import {
  type Collector,
  elements,
  type KeyedProcessContext,
  KeyedProcessFunction,
  TransactionalSink,
  Types,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { definePipeline } from '../define.ts'
import { limited } from '../shared/limit.ts'
import { TEACHING_CONFIG } from '../shared/teaching-config.ts'

const CITIES = ['oslo', 'rome', 'lima', 'bern', 'kyiv'] as const
const TABLES = 2
const ROWS = 12
const CHUNKS = 36
const CHUNK_ROWS = 2

interface CityCount {
  readonly city: string
  readonly rows: number
}

class CountRows extends KeyedProcessFunction<string, string, CityCount> {
  rows!: ValueState<number>

  override open(): void {
    this.rows = this.getRuntimeContext().getState(new ValueStateDescriptor('rows', Types.INT))
  }

  processElement(city: string, _context: KeyedProcessContext<string>, out: Collector<CityCount>): void {
    const rows = (this.rows.value() ?? 0) + 1
    this.rows.update(rows)
    out.collect({ city, rows })
  }
}

/** `size` rows each, by the city in them. */
const portions = (count: number, size: number): string[][] =>
  Array.from({ length: count }, (_, portion) =>
    Array.from({ length: size }, (_row, i) => CITIES[(portion * size + i) % CITIES.length]!),
  )

function rowsOf(rows: readonly string[], out: Collector<string>): void {
  for (const row of rows) out.collect(row)
}

export const tableRead = definePipeline({
  id: 'table-read',
  title: { en: 'A table read whole, and in chunks', zh: '整表读取与分块读取' },
  description: {
    en: 'Two sources read tables as change data capture does before it follows the changes: one each table in one go, the other in chunks. As long as a table is read in one go, no barrier can leave its source, and checkpoints expire.',
    zh: '两个数据源像变更数据捕获那样先读取整张表：一个一次读完整张表，另一个分块读取。整表读取期间，其数据源无法发出屏障，检查点因此超时。',
  },
  lookFor: {
    en: 'Go to the next failure: chunked-0 has acknowledged in between, while the trigger still waits in the mailbox of whole-0. Between its tables and behind them checkpoints complete. Kill a task during the first table: everything is read again. Then raise execution.checkpointing.timeout above the 240 ms of a table.',
    zh: '跳到下一个失败：chunked-0 早已确认，而触发消息仍在 whole-0 的邮箱里等待。两张表之间以及读完之后，检查点才能完成。在读第一张表时终止一个任务：一切都要重读。然后把 execution.checkpointing.timeout 调到一张表所需的 240 ms 以上。',
  },
  source: { en: 'Made up for Weir.', zh: '为 Weir 编写。' },
  acceptsText: false,
  defaultText: null,
  defaultConfig: {
    ...TEACHING_CONFIG,
    'execution.checkpointing.timeout': '120 ms',
    'execution.checkpointing.tolerable-failed-checkpoints': '10',
    'parallelism.default': '2',
    'weir.task.record-cost.whole': '240 ms',
    'weir.task.record-cost.chunked': '20 ms',
  },
  build(env, workload) {
    const [whole, chunked] = (
      [
        ['whole', portions(TABLES, ROWS)],
        ['chunked', portions(CHUNKS, CHUNK_ROWS)],
      ] as const
    ).map(([name, tables]) =>
      env
        .fromSource(
          elements(limited(tables, workload), { splitId: name }),
          WatermarkStrategy.noWatermarks(),
          name,
        )
        .uid(name)
        .setParallelism(1)
        .flatMap(rowsOf)
        .name('rows')
        .uid(`${name}-rows`)
        .setParallelism(1),
    )
    whole!
      .union(chunked!)
      .keyBy(city => city)
      .process(new CountRows())
      .name('count')
      .uid('count')
      .sinkTo(new TransactionalSink())
      .name('sink')
      .uid('sink')
      .setParallelism(1)
  },
})
