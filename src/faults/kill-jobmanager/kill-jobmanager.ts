/**
 * The process of the JobManager is gone, with all that it had in memory. What comes of the job depends on
 * `high-availability.type`: a new leader finds it in the store, or nobody does.
 */
import { defineCommand } from '../../engine/api/command.ts'
import { isOver } from '../../engine/api/job-status.ts'

export const killJobManager = defineCommand({
  kind: 'kill-jobmanager',
  group: 'cluster',
  target: null,
  parameters: [],
  effect: () => ({ actor: 'jobmanager', type: 'kill-process' }),
  refusal: ({ job, cluster }) => {
    if (isOver(job.status)) return 'job-is-over'
    return cluster.jobManager.isUp ? null : 'process-is-down'
  },
  texts: {
    en: {
      name: 'Kill the JobManager',
      menu: 'Kill the JobManager',
      does: 'Its process is gone. With high availability another one takes over from the last completed checkpoint; without it the job is lost, and only the files on storage are left.',
      told: 'You kill the process of the JobManager.',
      parameters: {},
      refusals: {
        'job-is-over': 'The job has ended.',
        'process-is-down': 'The JobManager is down already.',
      },
    },
    zh: {
      name: '终止 JobManager',
      menu: '终止 JobManager',
      does: '它的进程消失。有高可用时，另一个进程从最近完成的检查点接手；没有高可用，作业就丢失，只剩存储上的文件。',
      told: '你终止了 JobManager 的进程。',
      parameters: {},
      refusals: { 'job-is-over': '作业已结束。', 'process-is-down': 'JobManager 已经停止。' },
    },
  },
})
