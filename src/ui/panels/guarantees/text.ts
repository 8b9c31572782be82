/** The words of the Guarantees view: moments, guarantees, and how a run came out, in words and not only in colour. */
import type { GuaranteeId, MomentId, Outcome } from '../../../store/guarantees.ts'
import { defineTexts } from '../../i18n/texts.ts'

const moments: Readonly<Record<MomentId, string>> = {
  'before-barrier': 'triggered, barrier not here yet',
  alignment: 'during alignment',
  sync: 'during the sync part',
  async: 'during the async upload',
  acknowledged: 'all acknowledged, not complete',
  complete: 'complete, not notified',
  commit: 'complete, not committed',
  restore: 'during restore',
}

const momentsZh: typeof moments = {
  'before-barrier': '已触发，屏障尚未到达',
  alignment: '对齐期间',
  sync: '同步阶段',
  async: '异步上传期间',
  acknowledged: '全部确认，尚未完成',
  complete: '已完成，尚未通知',
  commit: '已完成，尚未提交',
  restore: '恢复期间',
}

const guarantees: Readonly<Record<GuaranteeId, string>> = {
  'at-least-once': 'At least once',
  'exactly-once': 'Exactly once',
  'two-phase-commit': 'Exactly once + 2PC',
  'non-replayable': 'Source not replayable',
}

const guaranteesZh: typeof guarantees = {
  'at-least-once': '至少一次',
  'exactly-once': '精确一次',
  'two-phase-commit': '精确一次 + 2PC',
  'non-replayable': '数据源不可重放',
}

const outcomes: Readonly<Record<Outcome, string>> = {
  exact: 'exactly once',
  duplicated: 'duplicated',
  lost: 'lost',
  wrong: 'wrong',
  off: 'not judged',
  stuck: 'never ends',
  failed: 'job failed',
  refused: 'cannot act here',
}

const outcomesZh: typeof outcomes = {
  exact: '精确一次',
  duplicated: '重复',
  lost: '丢失',
  wrong: '有误',
  off: '不判定',
  stuck: '无法结束',
  failed: '作业失败',
  refused: '此处无法执行',
}

const en = {
  view: 'Guarantees',
  task: 'Task',
  stripTitle: 'Killed at every step',
  stripNote: 'each cell is this run, left alone but for one failure at that step, and judged at its end',
  start: (target: string): string => `Kill ${target} at every step`,
  giveUp: 'Stop',
  progress: (done: number, of: number): string => `${done} of ${of} steps`,
  every: (stride: number): string => (stride === 1 ? 'every step' : `every ${stride} steps`),
  legs: { state: 'state', committed: 'committed output', plain: 'plain output' },
  short: { state: 'state', committed: 'output', plain: 'output' },
  outcomes,
  count: (count: number, outcome: Outcome): string => `${count} ${outcomes[outcome]}`,
  strip: (target: string): string => `${target} killed, by step: arrow keys choose a step, Enter opens it`,
  cell: (step: number, state: Outcome, output: Outcome): string =>
    `step ${step}: state ${outcomes[state]}, output ${outcomes[output]}`,
  notRun: (step: number): string => `step ${step}: not run yet`,
  open: (step: number): string => `Open step ${step}`,
  matrixTitle: 'The worst moment',
  matrixNote: (target: string): string =>
    `each cell is a run of its own: same data, same seed, ${target} killed at that moment`,
  moment: 'kill moment',
  moments,
  guarantees,
  run: 'run',
  runCell: (moment: MomentId, guarantee: GuaranteeId): string =>
    `Run: ${moments[moment]}, ${guarantees[guarantee]}`,
  openCell: (moment: MomentId, guarantee: GuaranteeId, came: string): string =>
    `${moments[moment]}, ${guarantees[guarantee]}: ${came}. Open this run`,
  running: 'running …',
  never: 'no such moment',
  runAll: 'Run all',
  filled: (done: number, of: number): string => `${done} of ${of} run`,
  columns:
    'Columns 1 and 2 write to a plain sink; 3 and 4 to one with two-phase commit. In column 4 the source keeps nothing of what it has sent.',
  problem: (message: string): string => `This could not be run: ${message}`,
  noTask: 'This job has no task that could be killed.',
}

const zh: typeof en = {
  view: '保证',
  task: '任务',
  stripTitle: '在每一步终止',
  stripNote: '每个格子都是本次运行，只在该步发生一次故障，并在结束时判定',
  start: target => `在每一步终止 ${target}`,
  giveUp: '停止',
  progress: (done, of) => `${done} / ${of} 步`,
  every: stride => (stride === 1 ? '每一步' : `每 ${stride} 步`),
  legs: { state: '状态', committed: '已提交的输出', plain: '普通输出' },
  short: { state: '状态', committed: '输出', plain: '输出' },
  outcomes: outcomesZh,
  count: (count, outcome) => `${count} ${outcomesZh[outcome]}`,
  strip: target => `按步终止 ${target}：用方向键选择一步，按 Enter 打开`,
  cell: (step, state, output) => `第 ${step} 步：状态${outcomesZh[state]}，输出${outcomesZh[output]}`,
  notRun: step => `第 ${step} 步：尚未运行`,
  open: step => `打开第 ${step} 步`,
  matrixTitle: '最坏的时刻',
  matrixNote: target => `每个格子都是一次独立的运行：相同的数据与种子，在该时刻终止 ${target}`,
  moment: '终止时刻',
  moments: momentsZh,
  guarantees: guaranteesZh,
  run: '运行',
  runCell: (moment, guarantee) => `运行：${momentsZh[moment]}，${guaranteesZh[guarantee]}`,
  openCell: (moment, guarantee, came) =>
    `${momentsZh[moment]}，${guaranteesZh[guarantee]}：${came}。打开此次运行`,
  running: '运行中……',
  never: '没有这样的时刻',
  runAll: '全部运行',
  filled: (done, of) => `已运行 ${done} / ${of}`,
  columns: '第 1、2 列写入普通 Sink，第 3、4 列写入两阶段提交的 Sink。第 4 列的数据源不保留已发送的数据。',
  problem: message => `无法运行：${message}`,
  noTask: '该作业没有可以终止的任务。',
}

export const guaranteeTexts = defineTexts(en, zh)
