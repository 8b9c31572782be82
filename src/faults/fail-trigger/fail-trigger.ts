/**
 * The next checkpoint cannot be triggered: its place in storage cannot be prepared, or something else goes wrong there.
 * It has its id by then, and no task hears of it but that it is aborted.
 */
import { defineCommand } from '../../engine/api/command.ts'
import { isOver } from '../../engine/api/job-status.ts'

export const failTrigger = defineCommand({
  kind: 'fail-trigger',
  group: 'checkpoint',
  target: null,
  parameters: [{ type: 'choice', name: 'why', options: ['storage', 'other'], default: 'storage' }],
  effect: ({ why }) => ({
    actor: 'jobmanager',
    type: 'fail-trigger',
    reason: why === 'storage' ? 'IO_EXCEPTION' : 'TRIGGER_CHECKPOINT_FAILURE',
  }),
  refusal: ({ job }) => (isOver(job.status) ? 'job-is-over' : null),
  texts: {
    en: {
      name: 'Next trigger fails: {why}',
      menu: 'Fail the next trigger',
      does: 'The next checkpoint is given up while it is triggered, before any task has begun it.',
      told: 'You see to it that the next checkpoint cannot be triggered ({why}).',
      parameters: { why: 'Why' },
      options: { why: { storage: 'its place in storage', other: 'another reason' } },
      refusals: { 'job-is-over': 'The job has ended.' },
    },
    zh: {
      name: '下一次触发失败：{why}',
      menu: '让下一次触发失败',
      does: '下一个检查点在触发时被放弃，任何任务都还没有开始。',
      told: '你让下一个检查点无法触发（{why}）。',
      parameters: { why: '原因' },
      options: { why: { storage: '存储位置', other: '其他原因' } },
      refusals: { 'job-is-over': '作业已结束。' },
    },
  },
})
