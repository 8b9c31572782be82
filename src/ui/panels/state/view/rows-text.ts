/** The words about rows, and about state that memory has no room for, in the browser's own database. */
import { defineTexts } from '../../../i18n/texts.ts'

const en = {
  opening: 'IndexedDB is being opened for the rows of this run…',
  elsewhere: 'Another tab keeps its rows in IndexedDB. The rows of this run are in memory only.',
  failed: (message: string): string =>
    `The rows of this run are in memory only: IndexedDB cannot be used (${message}). The run goes on.`,
  store: (name: string, rows: number): string => `${name}: ${rows === 1 ? '1 row' : `${rows} rows`}`,
  following: (database: string, stores: string, step: number): string =>
    `IndexedDB “${database}” really holds the flushed rows of step ${step}${stores === '' ? '' : ` (${stores})`}.`,
  written: (transactions: number, rows: number): string =>
    `Measured: ${rows} rows in ${transactions} ${transactions === 1 ? 'transaction' : 'transactions'}.`,
  away: (budget: string): string =>
    `At most ${budget} of this run’s state is kept in memory; the rest lies in IndexedDB “weir-away” and is read when it is needed.`,
  inMemory: (message: string): string =>
    `All state of this run is in memory, whatever weir.state.memory-budget says: IndexedDB cannot be used (${message}). The run goes on; in a window that is not private it may be had.`,
  look: 'Look at them in the developer tools of this browser, under IndexedDB; they follow the run back and forth, and what you change there is not read.',
}

const zh: typeof en = {
  opening: '正在为本次运行的行打开 IndexedDB…',
  elsewhere: '另一个标签页正把它的行存放在 IndexedDB 中。本次运行的行只在内存里。',
  failed: message => `本次运行的行只在内存里：无法使用 IndexedDB（${message}）。运行继续。`,
  store: (name, rows) => `${name}：${rows} 行`,
  following: (database, stores, step) =>
    `IndexedDB“${database}”中确实存放着步骤 ${step} 已刷写的行${stores === '' ? '' : `（${stores}）`}。`,
  written: (transactions, rows) => `实测：${transactions} 个事务共 ${rows} 行。`,
  away: budget => `本次运行的状态最多有 ${budget} 留在内存；其余放在 IndexedDB“weir-away”中，需要时再读取。`,
  inMemory: message =>
    `本次运行的状态全部在内存中，与 weir.state.memory-budget 的设置无关：无法使用 IndexedDB（${message}）。运行继续；换用非隐私窗口或许可用。`,
  look: '可在此浏览器的开发者工具的 IndexedDB 下查看；它们随运行前进与后退，在那里所做的修改不会被读取。',
}

export const rowsTexts = defineTexts(en, zh)
