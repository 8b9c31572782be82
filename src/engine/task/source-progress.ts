/**
 * What a source reports of its progress, so that checkpoints can be triggered by records or bytes instead of by time.
 * None of this is Flink's. A report is a message like any other: the coordinator knows of it one latency later.
 */
import { JOB_MANAGER } from '../kernel/plan.ts'
import { send, type Sim } from '../kernel/sim.ts'
import type { EngineSettings } from '../kernel/settings.ts'
import type { SourceState, TaskActor } from '../kernel/world.ts'
import { entryBytes } from '../network/buffer.ts'

/** Reports of all sources on the way to one checkpoint. */
const REPORTS = 4

export const reportsProgress = ({ triggerRecords, triggerBytes }: EngineSettings): boolean =>
  triggerRecords > 0 || triggerBytes > 0

/** A record was taken from the log; reports when there is enough to report. */
export function noteProgress(sim: Sim, task: TaskActor, source: SourceState, value: unknown): void {
  const { settings, tasks } = sim.plan
  const { triggerRecords, triggerBytes, rpcLatency } = settings
  if (!reportsProgress(settings)) return
  const { unreported } = source
  unreported.records += 1
  unreported.bytes += entryBytes(value)
  const sources = tasks.filter(other => other.vertex.role === 'source').length
  const isDue = (amount: number, limit: number) =>
    limit > 0 && amount >= Math.max(1, Math.floor(limit / (REPORTS * sources)))
  if (!isDue(unreported.records, triggerRecords) && !isDue(unreported.bytes, triggerBytes)) return
  const { records, bytes } = unreported
  source.unreported = { records: 0, bytes: 0 }
  send(sim, task, JOB_MANAGER, rpcLatency, {
    type: 'source-progress',
    task: task.index,
    attempt: task.attempt,
    records,
    bytes,
  })
}
