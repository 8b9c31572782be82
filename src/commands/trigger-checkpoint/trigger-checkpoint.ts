/** A checkpoint is asked for by hand, besides the periodic ones: Flink's request with `periodic: false`. */
import { defineCommand } from '../../engine/api/command.ts'
import { isOver } from '../../engine/api/job-status.ts'

export const triggerCheckpoint = defineCommand({
  kind: 'trigger-checkpoint',
  group: 'job',
  target: null,
  parameters: [],
  effect: () => ({ actor: 'jobmanager', type: 'trigger-checkpoint' }),
  refusal({ job }) {
    if (isOver(job.status)) return 'job-is-over'
    return job.status === 'RUNNING' ? null : 'job-is-restarting'
  },
  texts: {
    en: {
      name: 'Checkpoint',
      menu: 'Checkpoint',
      does: 'Asks the coordinator for a checkpoint, besides the periodic ones.',
      told: 'You ask the coordinator for a checkpoint.',
      parameters: {},
      refusals: {
        'job-is-over': 'The job has ended.',
        'job-is-restarting': 'A checkpoint needs all tasks running; the job is restarting.',
      },
    },
    zh: {
      name: '检查点',
      menu: '检查点',
      does: '请求协调器在周期性检查点之外再执行一次检查点。',
      told: '你请求协调器执行一次检查点。',
      parameters: {},
      refusals: {
        'job-is-over': '作业已结束。',
        'job-is-restarting': '所有任务都在运行时才能执行检查点；作业正在重启。',
      },
    },
  },
})
