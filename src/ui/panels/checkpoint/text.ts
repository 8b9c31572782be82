/** The words of the checkpoint tab, as Flink's own pages write them. */
import type { CheckpointOrigin } from '../../../engine/api/snapshot-type.ts'
import { listed, listedZh } from '../../i18n/lists.ts'
import { say, strong, type Sentence } from '../../i18n/sentence.ts'
import { defineTexts } from '../../i18n/texts.ts'

const en = {
  history: 'Checkpoints of this run',
  title: (id: number): string => `Checkpoint ${id}`,
  savepointTitle: (id: number): string => `Savepoint ${id}`,
  status: { pending: 'in progress', completed: 'completed', aborted: 'aborted' },
  triggeredAt: 'triggered at',
  endToEnd: 'end to end duration',
  acknowledged: 'acknowledged',
  size: 'checkpointed data size',
  kind: 'started by',
  origins: {
    periodic: 'its interval',
    manual: 'you',
    'end-of-data': 'the end of all sources',
    stop: 'you, to stop the job',
    records: 'records read (not in Flink)',
    bytes: 'bytes read (not in Flink)',
  } satisfies Readonly<Record<CheckpointOrigin, string>>,
  path: 'stored in',
  savepointKept: 'yes, until you delete it',
  retained: 'retained',
  yes: 'yes, a failure would restore it',
  no: 'no, a newer one replaced it',
  never: 'no, it never completed',
  reason: 'reason',
  decided: (task: string, delay: string): Sentence =>
    say`${strong(task)} decided the duration: it acknowledged last, ${delay} after the trigger.`,
  waitsFor: (tasks: readonly string[]): Sentence => say`Still to acknowledge: ${listed(tasks)}.`,
  abortedAt: (acked: number, total: number): Sentence =>
    say`It was aborted at ${strong(`${acked} / ${total}`)}. What had been written for it is of no use.`,
  subtasks: 'Subtasks',
  columns: {
    subtask: 'subtask',
    start: 'start',
    alignment: 'align',
    sync: 'sync',
    async: 'async',
    ack: 'ack',
    size: 'size',
  },
  unit: 'Start delay, alignment, sync and async duration, and the time from trigger to ack, in ms. A dash: not known yet, or there is no such phase.',
  notAcknowledged: (phase: string): string => `n/a: ${phase}`,
  straggler: 'straggler',
  stragglerRule: 'Straggler: acknowledged after ≥ max(p95, 1.5 × median) of all.',
  toTrigger: 'Go to its trigger',
  toEnd: 'Go to its end',
  inFull: 'Show it in full',
  counts: 'Counts',
  triggered: 'triggered',
  completed: 'completed',
  failed: 'failed',
  restored: 'restored',
  failures: 'failed in a row',
  ofTolerated: (failed: number, tolerable: number): string => `${failed} of ${tolerable} tolerated`,
  allTolerated: 'all are tolerated',
  failuresNote: (tolerable: number): string =>
    tolerable === 0
      ? 'The next failure that counts fails the job: tolerable-failed-checkpoints is 0.'
      : `One more than ${tolerable} in a row fails the job; a completed checkpoint begins the count anew.`,
  next: (time: string): string => `The next periodic one is due at ${time}.`,
}

const zh: typeof en = {
  history: '此次运行的检查点',
  title: id => `检查点 ${id}`,
  savepointTitle: id => `保存点 ${id}`,
  status: { pending: '进行中', completed: '已完成', aborted: '已中止' },
  triggeredAt: '触发时间',
  endToEnd: '端到端时长',
  acknowledged: '已确认',
  size: '检查点数据大小',
  kind: '触发方式',
  origins: {
    periodic: '按间隔触发',
    manual: '由你触发',
    'end-of-data': '所有 source 读完',
    stop: '由你停止作业',
    records: '按记录数（Flink 中没有）',
    bytes: '按字节数（Flink 中没有）',
  },
  path: '存储位置',
  savepointKept: '是，直到你删除它',
  retained: '是否保留',
  yes: '是，失败时会恢复到它',
  no: '否，已被更新的检查点取代',
  never: '否，它没有完成',
  reason: '原因',
  decided: (task, delay) => say`${strong(task)} 决定了时长：它最后确认，在触发后 ${delay}。`,
  waitsFor: tasks => say`尚未确认：${listedZh(tasks)}。`,
  abortedAt: (acked, total) => say`它在 ${strong(`${acked} / ${total}`)} 时中止。为它写入的内容已无用。`,
  subtasks: '子任务',
  columns: {
    subtask: '子任务',
    start: '启动',
    alignment: '对齐',
    sync: '同步',
    async: '异步',
    ack: '确认',
    size: '大小',
  },
  unit: '启动延迟、对齐、同步与异步时长，以及从触发到确认的时间，单位 ms。短横表示尚不可知，或没有这个阶段。',
  notAcknowledged: phase => `n/a：${phase}`,
  straggler: '拖后者',
  stragglerRule: '拖后者：确认时间 ≥ max(p95, 1.5 × 中位数)。',
  toTrigger: '跳到触发时刻',
  toEnd: '跳到结束时刻',
  inFull: '完整显示',
  counts: '计数',
  triggered: '已触发',
  completed: '已完成',
  failed: '失败',
  restored: '已恢复',
  failures: '连续失败',
  ofTolerated: (failed, tolerable) => `${failed} / ${tolerable}（可容忍）`,
  allTolerated: '全部容忍',
  failuresNote: tolerable =>
    tolerable === 0
      ? '下一次计数的失败会使作业失败：tolerable-failed-checkpoints 为 0。'
      : `连续失败超过 ${tolerable} 次，作业即失败；完成一个检查点后重新计数。`,
  next: time => `下一个周期检查点将在 ${time} 触发。`,
}

export const checkpointTexts = defineTexts(en, zh)
