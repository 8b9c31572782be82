/** Rows of the trace by time, for the space–time diagram. */
import type { Run } from '../engine/index.ts'
import { RECORD_KINDS } from '../engine/api/trace.ts'
import type { TraceRequest, TraceSlice } from './protocol.ts'

export function traceSlice(run: Run, request: TraceRequest): TraceSlice {
  const { log } = run.timeline
  const from = log.stepAt(request.fromTime - 1) + 1
  const to = log.stepAt(request.toTime)
  const all = run.rows(from, to)
  const control = () => all.filter(row => !RECORD_KINDS.has(row.kind))
  const rows = request.records ? all : control()
  const truncated = rows.length > request.limit
  return {
    rows: truncated ? control().slice(0, request.limit) : rows,
    missing: run.missingTimes(request.fromTime, request.toTime),
    truncated,
  }
}
