/** The words beside the drawing of a state backend. */
import { defineTexts } from '../../i18n/texts.ts'

const en = {
  title: (operator: string, backend: string): string => `State backend of ${operator} · ${backend}`,
  amplification: 'amplification',
  times: (value: string): string => `${value} bytes written for each byte put`,
  counts: 'accesses',
  accesses: (gets: number, puts: number): string => `${gets} reads, ${puts} writes`,
  copies: 'copies made',
  serialised: (written: number, read: number): string => `${written} serialised, ${read} deserialised`,
}

const zh: typeof en = {
  title: (operator, backend) => `${operator} 的状态后端 · ${backend}`,
  amplification: '放大',
  times: value => `每写入 1 字节，实际写 ${value} 字节`,
  counts: '访问',
  accesses: (gets, puts) => `读 ${gets} 次，写 ${puts} 次`,
  copies: '复制',
  serialised: (written, read) => `序列化 ${written} 次，反序列化 ${read} 次`,
}

export const backendTexts = defineTexts(en, zh)
