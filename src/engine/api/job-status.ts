/** What commands and the page ask of the status of a job. */
import type { JobStatus } from './frame.ts'

/** Nothing more will come of it. A job that is SUSPENDED may find another JobManager. */
export const isOver = (status: JobStatus): boolean =>
  status === 'FINISHED' || status === 'FAILED' || status === 'CANCELED'
