/** What commands about the job ask of its status. */
import type { JobStatus } from '../../engine/api/frame.ts'

export const isOver = (status: JobStatus): boolean =>
  status === 'FINISHED' || status === 'FAILED' || status === 'CANCELED'
