/** A savepoint is asked for, as by `flink savepoint`: it belongs to whom asked for it, and the job goes on. */
import { defineCommand } from '../../engine/api/command.ts'
import { isOver } from '../../engine/api/job-status.ts'

export const triggerSavepoint = defineCommand({
  kind: 'trigger-savepoint',
  group: 'job',
  target: null,
  parameters: [{ type: 'choice', name: 'format', options: ['canonical', 'native'], default: 'canonical' }],
  effect: ({ format }) => ({
    actor: 'jobmanager',
    type: 'trigger-savepoint',
    format: format === 'native' ? 'NATIVE' : 'CANONICAL',
  }),
  refusal({ job }) {
    if (isOver(job.status)) return 'job-is-over'
    return job.status === 'RUNNING' ? null : 'job-is-restarting'
  },
  texts: {
    en: {
      name: 'Savepoint, {format}',
      menu: 'Savepoint',
      does: 'Takes a savepoint: always aligned, never deleted by Flink, never used for failover.',
      told: 'You ask the coordinator for a savepoint ({format}).',
      parameters: { format: 'Format' },
      options: { format: { canonical: 'canonical', native: 'native' } },
      refusals: {
        'job-is-over': 'The job has ended.',
        'job-is-restarting': 'A savepoint needs all tasks running; the job is restarting.',
      },
    },
    zh: {
      name: '保存点（{format}）',
      menu: '保存点',
      does: '执行一次保存点：总是对齐，Flink 从不删除它，也不用于故障恢复。',
      told: '你请求协调器执行一次保存点（{format}）。',
      parameters: { format: '格式' },
      options: { format: { canonical: '标准格式', native: '原生格式' } },
      refusals: {
        'job-is-over': '作业已结束。',
        'job-is-restarting': '所有任务都在运行时才能执行保存点；作业正在重启。',
      },
    },
  },
})
