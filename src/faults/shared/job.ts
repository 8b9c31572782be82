/** What commands ask of the status of the job, and the words for it. */
import type { Subject } from '../../engine/api/command.ts'
import { isOver } from '../../engine/api/job-status.ts'

export const JOB_REFUSALS_EN = { 'job-is-over': 'The job has ended.' } as const
export const JOB_REFUSALS_ZH = { 'job-is-over': '作业已结束。' } as const

/** For what can wait for its moment as long as the job goes on. */
export const needsJob = ({ job }: Subject): 'job-is-over' | null =>
  isOver(job.status) ? 'job-is-over' : null
