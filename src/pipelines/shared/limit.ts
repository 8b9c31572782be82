/** The first records of a workload, as many as a person asked for. */
import type { Workload } from '../../engine/api/spec.ts'

export function limited<T>(records: readonly T[], workload: Workload): readonly T[] {
  return workload.limit === undefined ? records : records.slice(0, workload.limit)
}
