/** Events of single records; without them the log is that of the job. */
import type { TraceKind, TraceRow } from '../../../engine/api/trace.ts'

const RECORD_KINDS: readonly TraceKind[] = [
  'RecordRead',
  'RecordProcessed',
  'OutputsQueued',
  'BufferArrived',
  'CreditArrived',
  'BufferFlushed',
  'WatermarkReceived',
  'WatermarkStatusReceived',
  'WatermarkAdvanced',
  'WatermarkForwarded',
  'Housekeeping',
]

export const isRecordRow = (row: TraceRow): boolean => RECORD_KINDS.includes(row.kind)
