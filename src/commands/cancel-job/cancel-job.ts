/** The job is cancelled, as by `flink cancel`: all tasks are, and it does not come back. */
import { defineCommand } from '../../engine/api/command.ts'
import { isOver } from '../../engine/api/job-status.ts'

export const cancelJob = defineCommand({
  kind: 'cancel-job',
  group: 'job',
  target: null,
  parameters: [],
  effect: () => ({ actor: 'jobmanager', type: 'cancel-job' }),
  refusal({ job }) {
    if (isOver(job.status)) return 'job-is-over'
    return job.status === 'SUSPENDED' ? 'no-jobmanager' : null
  },
  texts: {
    en: {
      name: 'Cancel the job',
      menu: 'Cancel the job',
      does: 'Cancels all tasks; the job ends and does not restart.',
      told: 'You cancel the job.',
      parameters: {},
      refusals: { 'job-is-over': 'The job has ended.', 'no-jobmanager': 'There is no JobManager to ask.' },
    },
    zh: {
      name: '取消作业',
      menu: '取消作业',
      does: '取消所有任务；作业结束，不再重启。',
      told: '你取消了作业。',
      parameters: {},
      refusals: { 'job-is-over': '作业已结束。', 'no-jobmanager': '没有可以请求的 JobManager。' },
    },
  },
})
