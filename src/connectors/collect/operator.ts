/**
 * A plain sink: each record is visible as soon as it is written and stays after a failure, so that records written
 * again after a restart are there twice. At least once.
 */
import type { EventTime } from '../../base/time.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type {
  Collector,
  ExternalEffects,
  OperatorContext,
  StreamOperator,
} from '../../engine/api/operator.ts'

class CollectOperator implements StreamOperator {
  written = 0
  private external!: ExternalEffects

  open(context: OperatorContext): void {
    this.external = context.external
  }

  processElement(value: unknown, timestamp: EventTime | null, _out: Collector): void {
    this.written += 1
    this.external.write(value, timestamp)
  }

  inspect(): Readonly<Record<string, unknown>> {
    return { transactional: false, open: null, prepared: [], committed: 0, written: this.written }
  }
}

export const collect = defineOperator<null>({ kind: 'collect', create: () => new CollectOperator() })
