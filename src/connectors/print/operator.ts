/**
 * Writes each record as a line of text, as Flink's PrintSink does: tuples in round brackets, and the number of the
 * subtask in front where there are several. What is written stays after a failure.
 */
import type { EventTime } from '../../base/time.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type {
  Collector,
  ExternalEffects,
  OperatorContext,
  StreamOperator,
} from '../../engine/api/operator.ts'

class PrintOperator implements StreamOperator {
  readonly identifier: string
  prefix = ''
  written = 0
  private external!: ExternalEffects

  constructor(identifier: string) {
    this.identifier = identifier
  }

  open({ runtime, external }: OperatorContext): void {
    this.external = external
    this.prefix = prefixOf(
      this.identifier,
      runtime.getIndexOfThisSubtask(),
      runtime.getNumberOfParallelSubtasks(),
    )
  }

  processElement(value: unknown, timestamp: EventTime | null, _out: Collector): void {
    this.written += 1
    this.external.write(this.prefix + printText(value), timestamp)
  }

  inspect(): Readonly<Record<string, unknown>> {
    return { transactional: false, open: null, prepared: [], committed: 0, written: this.written }
  }
}

/** Flink's PrintSinkOutputWriter: `id:2> `, `2> `, `id> ` or nothing. */
function prefixOf(identifier: string, subtask: number, parallelism: number): string {
  const place = parallelism > 1 ? `${subtask + 1}` : ''
  const prefix = [identifier, place].filter(part => part !== '').join(':')
  return prefix === '' ? '' : `${prefix}> `
}

function printText(value: unknown): string {
  if (Array.isArray(value)) return `(${value.map(printText).join(',')})`
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

export interface PrintParams {
  readonly identifier: string
}

export const print = defineOperator<PrintParams>({
  kind: 'print',
  create: params => new PrintOperator(params.identifier),
})
