/**
 * A sink that writes by key into a table outside, as Flink's JDBC and Elasticsearch sinks do in upsert mode: a later
 * write to a key takes the place of the one before. What is written again after a restart overwrites itself, so the
 * table ends as if every record had been written once. Until the replay has caught up, a reader sees older values.
 */
import type { EventTime } from '../../base/time.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type {
  Collector,
  ExternalEffects,
  OperatorContext,
  StreamOperator,
} from '../../engine/api/operator.ts'

export type UpsertKey = string | number | boolean

/** What stands in the log of writes: the row and where it goes. */
interface Upsert {
  readonly key: UpsertKey
  readonly value: unknown
}

class UpsertOperator implements StreamOperator {
  readonly keyOf: (value: never) => UpsertKey
  written = 0
  private external!: ExternalEffects

  constructor(keyOf: (value: never) => UpsertKey) {
    this.keyOf = keyOf
  }

  open(context: OperatorContext): void {
    this.external = context.external
  }

  processElement(value: unknown, timestamp: EventTime | null, _out: Collector): void {
    this.written += 1
    const upsert: Upsert = { key: this.keyOf(value as never), value }
    this.external.write(upsert, timestamp)
  }

  inspect(): Readonly<Record<string, unknown>> {
    return { transactional: false, open: null, prepared: [], committed: 0, written: this.written }
  }
}

export interface UpsertParams {
  readonly keyOf: (value: never) => UpsertKey
}

export const upsert = defineOperator<UpsertParams>({
  kind: 'upsert',
  create: params => new UpsertOperator(params.keyOf),
  idempotent: true,
})
