/**
 * A sink that also writes down the watermarks and statuses that reach it, as an operator of Weir is given them. It
 * shows what the operator before it sends on.
 */
import { Sink } from '../../src/datastream/index.ts'
import { defineOperator } from '../../src/engine/api/define.ts'
import type { ExternalEffects, OperatorContext, StreamOperator } from '../../src/engine/api/operator.ts'
import { statusText, toLong } from './long.ts'

/** What a probe writes. */
export type Probed =
  { readonly type: 'record'; readonly value: unknown } | { readonly type: 'mark'; readonly mark: Mark }

export type Mark = { readonly watermark: number | 'min' | 'max' } | { readonly status: 'idle' | 'active' }

class ProbeOperator implements StreamOperator {
  private external!: ExternalEffects

  open(context: OperatorContext): void {
    this.external = context.external
  }

  processElement(value: unknown, timestamp: number | null): void {
    this.write({ type: 'record', value }, timestamp)
  }

  processWatermark(timestamp: number): void {
    this.write({ type: 'mark', mark: { watermark: toLong(timestamp) } }, null)
  }

  processWatermarkStatus(idle: boolean): void {
    this.write({ type: 'mark', mark: { status: statusText(idle) } }, null)
  }

  private write(probed: Probed, timestamp: number | null): void {
    this.external.write(probed, timestamp)
  }
}

export const probe = defineOperator<null>({ kind: 'conform-probe', create: () => new ProbeOperator() })

export class ProbeSink extends Sink<unknown> {
  readonly nodes = [{ part: 'Writer' as const, kind: probe.kind, paramsOf: () => null, stateful: false }]
}
