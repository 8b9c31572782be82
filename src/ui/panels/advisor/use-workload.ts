/** What the form begins with: the job on the page where it says something, round numbers elsewhere. */
import { useEffect, useState } from 'react'
import type { Workload } from '../../../interop/advisor/advise.ts'
import { browserQuota } from '../../../store/stores.ts'
import { session } from '../../../store/session.ts'

const MB = 1024 * 1024

function firstWorkload(): Workload {
  const { frame } = session.getState()
  const stateful = frame?.tasks.filter(task => task.keyGroups !== null).length ?? 0
  return {
    tasks: Math.max(1, stateful),
    statePerTask: 100 * MB,
    growthPerDay: 0.01,
    days: 30,
    readsPerSecond: 5000,
    writesPerSecond: 5000,
    missShare: 0.05,
    changedShare: 0.1,
    checkpointInterval: 60_000,
    recoveryTarget: 30_000,
    heapPerTask: 512 * MB,
    bandwidth: 100 * MB,
    latency: 20,
    quota: null,
  }
}

export function useWorkload() {
  const [workload, setWorkload] = useState(firstWorkload)
  useEffect(() => {
    void browserQuota().then(quota =>
      setWorkload(before => ({ ...before, quota: quota === null ? null : Math.floor(quota / MB) * MB })),
    )
  }, [])
  return [workload, setWorkload] as const
}
