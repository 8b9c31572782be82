/** The words of the drawing of a state backend. */
import { defineTexts } from '../../i18n/texts.ts'

const en = {
  title: (operator: string, backend: string): string => `State backend of ${operator} · ${backend}`,
  heap: (rows: number): string => (rows === 1 ? '1 row, a live object' : `${rows} rows, live objects`),
  copied: (rows: number): string =>
    rows === 0
      ? 'No row has changed since the cut: nothing is kept aside.'
      : `${rows} ${rows === 1 ? 'row has' : 'rows have'} changed while a snapshot is written; the old version is kept aside.`,
  memtable: 'memtable',
  memtableHolds: (rows: number, bytes: string): string =>
    `${rows} ${rows === 1 ? 'row' : 'rows'}, ${bytes} written`,
  level: (level: number): string => `L${level}`,
  block: (id: string, rows: number, first: string, last: string): string =>
    `${id}: ${rows} ${rows === 1 ? 'row' : 'rows'}, ${first} to ${last}`,
  usedBy: (checkpoints: readonly number[]): string =>
    checkpoints.length === 0 ? 'in no checkpoint' : `in checkpoint ${checkpoints.join(', ')}`,
  cached: 'in the block cache',
  noBlocks: 'No block yet: nothing was flushed.',
  moreBlocks: (count: number): string => `and ${count} more`,
  cache: (held: string, budget: string): string => `${held} of ${budget}`,
  cacheName: 'block cache',
  rowsName: 'rows',
  rowCache: 'write-back cache',
  rowCacheHolds: (cached: number, most: number, dirty: number): string =>
    `${cached} of ${most} rows, ${dirty} of them dirty`,
  amplification: 'write amplification',
  times: (value: string): string => `${value} bytes written for each byte put`,
  counts: 'accesses',
  accesses: (gets: number, puts: number): string => `${gets} reads, ${puts} writes`,
  copies: 'copies made',
  serialised: (written: number, read: number): string => `${written} serialised, ${read} deserialised`,
  simulated: 'Simulated, as everything in a run is.',
}

const zh: typeof en = {
  title: (operator, backend) => `${operator} 的状态后端 · ${backend}`,
  heap: rows => `${rows} 行，活对象`,
  copied: rows =>
    rows === 0 ? '自切面以来没有行改变：无需保留旧版本。' : `写快照期间 ${rows} 行已改变；其旧版本被保留。`,
  memtable: 'memtable',
  memtableHolds: (rows, bytes) => `${rows} 行，已写 ${bytes}`,
  level: level => `L${level}`,
  block: (id, rows, first, last) => `${id}：${rows} 行，${first} 至 ${last}`,
  usedBy: checkpoints =>
    checkpoints.length === 0 ? '不在任何检查点中' : `在检查点 ${checkpoints.join('、')} 中`,
  cached: '在块缓存中',
  noBlocks: '还没有块：尚未刷写。',
  moreBlocks: count => `另有 ${count} 个`,
  cache: (held, budget) => `${held} / ${budget}`,
  cacheName: '块缓存',
  rowsName: '行',
  rowCache: '写回缓存',
  rowCacheHolds: (cached, most, dirty) => `${cached} / ${most} 行，其中 ${dirty} 行未写回`,
  amplification: '写放大',
  times: value => `每写入 1 字节，实际写 ${value} 字节`,
  counts: '访问',
  accesses: (gets, puts) => `读 ${gets} 次，写 ${puts} 次`,
  copies: '复制',
  serialised: (written, read) => `序列化 ${written} 次，反序列化 ${read} 次`,
  simulated: '均为模拟，与运行中的一切相同。',
}

export const backendTexts = defineTexts(en, zh)
