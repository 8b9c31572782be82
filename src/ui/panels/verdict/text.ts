/** The words of the verdict tab: the guarantee in plain numbers that a person can add up. */
import type { VerdictState } from '../../../engine/api/verdict.ts'
import { defineTexts } from '../../i18n/texts.ts'

const titles: Readonly<Record<VerdictState, string>> = {
  exact: 'Exactly once holds',
  lost: 'Records are lost',
  duplicated: 'Records are counted twice',
  wrong: 'The state is wrong',
  off: 'No verdict',
}

const titlesZh: Readonly<Record<VerdictState, string>> = {
  exact: '精确一次成立',
  lost: '有记录丢失',
  duplicated: '有记录被重复统计',
  wrong: '状态有误',
  off: '没有结论',
}

const en = {
  none: 'Nothing has failed. Kill a task with Shift+K to test the guarantee.',
  titles,
  checked: 'checked against the source log at every step',
  lost: 'lost',
  duplicated: 'duplicated',
  readAgain: 'read again (replayed)',
  distinct: 'Distinct records read',
  distinctNote: (reads: number, again: number): string => `${reads} reads in total, ${again} of them again`,
  processed: 'Processed by the stateful operators',
  processedNote: 'includes work thrown away by the failure',
  counted: 'Counted in state',
  countedNote: (count: number): string =>
    `the effect of ${count} ${count === 1 ? 'record' : 'records'}, each once`,
  notCounted: 'Not counted yet',
  notCountedNote: (inFlight: number, toReplay: number): string =>
    `${inFlight} in flight, ${toReplay} still to be replayed`,
  committed: 'Committed in the sink',
  committedNote: (open: number): string => `visible to a reader; ${open} more in open transactions`,
  rolledBack: 'Rolled back in the sink',
  rolledBackNote: 'in transactions of the failed attempt, never visible to readers',
  addsUp: 'adds up',
  doesNotAddUp: 'does not add up',
  sum: 'counted + in flight + to replay = distinct',
  restored: (checkpoint: number): string =>
    checkpoint > 0 ? `Restored from checkpoint ${checkpoint}` : 'Restarted with empty state',
  columns: { what: 'what', atFailure: 'at failure', restored: 'restored', now: 'now' },
  legs: { state: 'State', committed: 'Committed output', plain: 'Plain output' },
  outputs: 'What the readers of the output see',
  legWords: {
    exact: 'exact',
    lost: 'lost',
    duplicated: 'duplicated',
    wrong: 'wrong',
    off: 'not written here',
  },
  legCounts: (lost: number, duplicated: number): string => `lost ${lost}, duplicated ${duplicated}`,
  legPending: (pending: number): string => `${pending} still to come`,
  examples: 'The first records at fault',
  examplesNote:
    'By their place in the source log. Press one to see each moment of it, and a moment to go there.',
  moments: 'What happened to it',
  noMoments: 'No row of the trace is about it: it is too long ago, or nobody has read it yet.',
  again: 'Again:',
  meaning: 'What is judged, and what is not',
  replayed: (again: number, processed: number, counted: number): string =>
    `A failure throws work away and does part of it again: ${again} ${again === 1 ? 'record was' : 'records were'} read a second time, ${processed} were processed for the ${counted} that count. That is replay, and no duplicate: the first effect went with the state that was thrown away. A record is duplicated where two of its effects stand side by side.`,
  meanings: {
    state:
      'State: each record of the source counts in the state once, or is still on its way. Aligned barriers give this: the state and the offsets of a checkpoint belong to the same cut.',
    committed:
      'Committed output: what a reader of committed data sees. It becomes visible with a completed checkpoint, so what a failure threw away was never there.',
    plain:
      'Plain output: what was written at once, without a transaction. Nobody takes it back, so what is replayed stands there twice. That is “at least once” for the output, even where the state is exact.',
  },
  times: (times: number): string => `${times}×`,
  why: (count: number): string => `Why all ${count} tasks restarted`,
  whyText:
    'The channels are pipelined, so the tasks form one failover region. Keeping the healthy ones would mix two cuts.',
}

const zh: typeof en = {
  none: '还没有发生故障。用 Shift+K 终止一个任务来检验保证。',
  titles: titlesZh,
  checked: '每一步都与源日志核对',
  lost: '丢失',
  duplicated: '重复',
  readAgain: '重读（重放）',
  distinct: '读取的不同记录',
  distinctNote: (reads, again) => `共读取 ${reads} 次，其中 ${again} 次是重读`,
  processed: '有状态算子处理的记录',
  processedNote: '包括因故障而作废的工作',
  counted: '计入状态',
  countedNote: count => `${count} 条记录的效果，各一次`,
  notCounted: '尚未计入',
  notCountedNote: (inFlight, toReplay) => `${inFlight} 条传输中，${toReplay} 条待重放`,
  committed: 'Sink 中已提交',
  committedNote: open => `读者可见；另有 ${open} 条在打开的事务中`,
  rolledBack: 'Sink 中已回滚',
  rolledBackNote: '属于失败的那次尝试的事务，读者从未看到',
  addsUp: '相符',
  doesNotAddUp: '不符',
  sum: '已计入 + 传输中 + 待重放 = 不同记录',
  restored: checkpoint => (checkpoint > 0 ? `恢复自检查点 ${checkpoint}` : '以空状态重新开始'),
  columns: { what: '内容', atFailure: '失败时', restored: '恢复到', now: '现在' },
  legs: { state: '状态', committed: '已提交的输出', plain: '普通输出' },
  outputs: '输出的读者看到什么',
  legWords: { exact: '精确', lost: '有丢失', duplicated: '有重复', wrong: '有误', off: '此处不写' },
  legCounts: (lost, duplicated) => `丢失 ${lost}，重复 ${duplicated}`,
  legPending: pending => `${pending} 条尚未到达`,
  examples: '最先出错的记录',
  examplesNote: '按其在源日志中的位置。点一条可看到它的每个时刻，点一个时刻即跳到那里。',
  moments: '它经历了什么',
  noMoments: '轨迹中没有关于它的行：时间太久，或尚未有人读取它。',
  again: '重放：',
  meaning: '判定的是什么，不是什么',
  replayed: (again, processed, counted) =>
    `故障会丢弃一部分工作并重做：有 ${again} 条记录读了第二次，为了计入的 ${counted} 条一共处理了 ${processed} 条。这是重放，不是重复：第一次的效果已随被丢弃的状态一起消失。只有同一条记录的两次效果同时存在，才是重复。`,
  meanings: {
    state:
      '状态：源日志中的每条记录在状态中只计一次，或仍在途中。对齐的屏障保证了这一点：检查点中的状态与位点属于同一个切面。',
    committed:
      '已提交的输出：只读已提交数据的读者所看到的内容。它随检查点完成才可见，因此被故障丢弃的内容从未出现过。',
    plain:
      '普通输出：不经事务、立即写出的内容。没有人会收回它，所以重放的内容在那里出现两次。即使状态精确，对输出而言也只是“至少一次”。',
  },
  times: times => `${times} 次`,
  why: count => `为什么 ${count} 个任务全部重启`,
  whyText: '通道是流水线式的，所有任务属于同一个故障恢复区域。保留健康的任务会混合两个切面。',
}

export const verdictTexts = defineTexts(en, zh)
