/** The words of the drawings of state backends. */
import { bytes as bytesText } from '../../../i18n/format.ts'
import { defineTexts } from '../../../i18n/texts.ts'

const rowsText = (count: number): string => (count === 1 ? '1 row' : `${count} rows`)

const en = {
  noRows: 'No row yet.',
  live: 'live map: processing reads and writes this',
  moreRows: (count: number): string =>
    count <= 0 ? '' : `and ${count} more ${count === 1 ? 'row' : 'rows'}`,
  frozen: (checkpoint: number): string => `frozen version ${checkpoint}: the async writer reads this`,
  copiedOnce: (key: string, copied: number): string =>
    copied === 1
      ? `${key} changed during the upload, so its old entry was copied once.`
      : `${key} and ${copied - 1} more changed during the upload, so their old entries were copied once.`,
  sharedRow: (key: string): string => `${key} is shared: no copy made.`,
  memtable: 'memtable',
  memtableHolds: (rows: number, written: string): string =>
    rows === 0 ? 'empty' : `${rowsText(rows)}, ${written} written; mutable`,
  noBlocks: 'No block yet: nothing was flushed.',
  moreBlocks: (count: number): string => `and ${count} more blocks`,
  freshNote: '+ is in no completed checkpoint yet: it has to be uploaded.',
  cache: (held: string, budget: string, hits: number, reads: number): string =>
    `Block cache (●): ${held} of ${budget}; ${hits} hits, ${reads} blocks read.`,
  bloom: (spared: number): string =>
    spared === 1 ? 'Bloom filters have spared 1 look.' : `Bloom filters have spared ${spared} looks.`,
  block: (id: string, rows: number, bytes: number): string => `${id}: ${rowsText(rows)}, ${bytesText(bytes)}`,
  usedBy: (checkpoints: readonly number[]): string =>
    checkpoints.length === 0 ? 'in no completed checkpoint' : `in checkpoint ${checkpoints.join(', ')}`,
  cached: 'in the block cache',
  objectStore: (name: string): string => `object store “${name}”: key group, key → value`,
  dirty: 'in the cache, not flushed yet',
  rowCache: (cached: number, most: number, dirty: number): string =>
    `Write-back cache: ${cached} of ${rowsText(most)}, ${dirty} not flushed.`,
}

const zh: typeof en = {
  noRows: '还没有行。',
  live: '活映射：处理时读写的就是它',
  moreRows: count => (count <= 0 ? '' : `另有 ${count} 行`),
  frozen: checkpoint => `冻结版本 ${checkpoint}：异步写入读取的是它`,
  copiedOnce: (key, copied) =>
    copied === 1
      ? `${key} 在上传期间改变，因此其旧条目被复制一次。`
      : `${key} 等 ${copied} 个键在上传期间改变，因此其旧条目各被复制一次。`,
  sharedRow: key => `${key} 为共享：没有复制。`,
  memtable: 'memtable',
  memtableHolds: (rows, written) => (rows === 0 ? '空' : `${rows} 行，已写 ${written}；可变`),
  noBlocks: '还没有块：尚未刷写。',
  moreBlocks: count => `另有 ${count} 个块`,
  freshNote: '+ 尚不在任何已完成的检查点中：需要上传。',
  cache: (held, budget, hits, reads) =>
    `块缓存（●）：${held} / ${budget}；命中 ${hits} 次，读块 ${reads} 次。`,
  bloom: spared => `布隆过滤器省去了 ${spared} 次查找。`,
  block: (id, rows, bytes) => `${id}：${rows} 行，${bytesText(bytes)}`,
  usedBy: checkpoints =>
    checkpoints.length === 0 ? '不在任何已完成的检查点中' : `在检查点 ${checkpoints.join('、')} 中`,
  cached: '在块缓存中',
  objectStore: name => `对象存储“${name}”：键组、键 → 值`,
  dirty: '在缓存中，尚未刷写',
  rowCache: (cached, most, dirty) => `写回缓存：${cached} / ${most} 行，其中 ${dirty} 行未刷写。`,
}

export const drawingTexts = defineTexts(en, zh)
