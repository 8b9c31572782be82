/**
 * The job is stopped behind a savepoint, as by `flink stop`: its sources end, the savepoint is taken and committed, and
 * only then the tasks finish. Drained, it fires every window and timer first.
 */
import { defineCommand } from '../../engine/api/command.ts'
import { isOver } from '../../engine/api/job-status.ts'

export const stopWithSavepoint = defineCommand({
  kind: 'stop-with-savepoint',
  group: 'job',
  target: null,
  parameters: [
    { type: 'choice', name: 'mode', options: ['suspend', 'drain'], default: 'suspend' },
    { type: 'choice', name: 'format', options: ['canonical', 'native'], default: 'canonical' },
  ],
  effect: ({ mode, format }) => ({
    actor: 'jobmanager',
    type: 'stop-with-savepoint',
    drain: mode === 'drain',
    format: format === 'native' ? 'NATIVE' : 'CANONICAL',
  }),
  refusal({ job, coordinator }) {
    if (isOver(job.status)) return 'job-is-over'
    if (job.status !== 'RUNNING') return 'job-is-restarting'
    return coordinator.stopping === 'no' ? null : 'job-is-stopping'
  },
  texts: {
    en: {
      name: 'Stop with savepoint: {mode}',
      menu: 'Stop with savepoint…',
      does: 'Ends the sources, takes a savepoint, commits it, and lets the tasks finish. Suspended, open windows stay in it; drained, event time goes to its end first, and they fire.',
      told: 'You stop the job with a savepoint ({mode}).',
      parameters: { mode: 'Mode', format: 'Format' },
      options: {
        mode: { suspend: 'suspend', drain: 'drain' },
        format: { canonical: 'canonical', native: 'native' },
      },
      refusals: {
        'job-is-over': 'The job has ended.',
        'job-is-restarting': 'A savepoint needs all tasks running; the job is restarting.',
        'job-is-stopping': 'The job is being stopped already.',
      },
    },
    zh: {
      name: '停止并保存：{mode}',
      menu: '停止并保存…',
      does: '结束所有 source，执行并提交一次保存点，然后任务完成。挂起时，未关闭的窗口留在其中；排空时，事件时间先走到尽头，窗口触发。',
      told: '你停止作业并执行保存点（{mode}）。',
      parameters: { mode: '方式', format: '格式' },
      options: {
        mode: { suspend: '挂起', drain: '排空' },
        format: { canonical: '标准格式', native: '原生格式' },
      },
      refusals: {
        'job-is-over': '作业已结束。',
        'job-is-restarting': '所有任务都在运行时才能执行保存点；作业正在重启。',
        'job-is-stopping': '作业已在停止。',
      },
    },
  },
})
