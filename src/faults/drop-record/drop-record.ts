/**
 * A record is lost on its way, before a task takes it: what a network that checks nothing would do. Flink's own never
 * does; the fault shows what the guarantees stand on. Only a replay from before it brings the record back.
 */
import { defineCommand } from '../../engine/api/command.ts'
import { needsRunning, TASK_REFUSALS_EN, TASK_REFUSALS_ZH } from '../shared/task.ts'

/** The next record, whichever it is. */
const NEXT = -1
const OFFSET_MAX = 9_007_199_254_740_991

export const dropRecord = defineCommand({
  kind: 'drop-record',
  group: 'record',
  target: 'task',
  parameters: [
    { name: 'partition', type: 'count', default: NEXT, min: NEXT, max: 1_000_000 },
    { name: 'offset', type: 'count', default: NEXT, min: NEXT, max: OFFSET_MAX },
  ],
  effect: ({ partition, offset }) => ({
    actor: 'task',
    type: 'drop-record',
    record: partition === NEXT || offset === NEXT ? null : { partition, offset },
  }),
  refusal(subject) {
    const { scene, task } = subject
    if (scene.channels.every(channel => channel.to !== task?.actor)) return 'is-a-source'
    return needsRunning(subject)
  },
  texts: {
    en: {
      name: 'Drop a record on its way to {target}',
      menu: 'Drop a record',
      does: 'The next record, or the one that is selected, is lost before the task takes it. Flink’s network never does that.',
      told: 'You see to it that a record is lost on its way to {target}.',
      parameters: { partition: 'Partition (-1: the next record)', offset: 'Offset (-1: the next record)' },
      refusals: {
        ...TASK_REFUSALS_EN,
        'is-a-source': 'A source reads its records itself: none is on its way to it.',
      },
    },
    zh: {
      name: '丢弃一条发往 {target} 的记录',
      menu: '丢弃记录',
      does: '下一条记录（或所选的那条）在任务取走之前丢失。Flink 的网络从不如此。',
      told: '你让一条发往 {target} 的记录在途中丢失。',
      parameters: { partition: '分区（-1：下一条）', offset: '位点（-1：下一条）' },
      refusals: {
        ...TASK_REFUSALS_ZH,
        'is-a-source': 'source 自己读取记录：没有记录发往它。',
      },
    },
  },
})
