/** The things a timeline is made of: lines between lanes, spans on a lane, marks. Times are simulated µs. */
import type { RecordView } from '../../../engine/api/trace.ts'

export type LineKind =
  | 'record'
  | 'barrier'
  | 'trigger'
  | 'ack'
  | 'decline'
  | 'complete'
  | 'abort'
  | 'upload'
  | 'restore'
  | 'failure'
  | 'dropped'

export interface Line {
  readonly kind: LineKind
  readonly from: number
  readonly to: number
  readonly start: number
  readonly end: number
  /** The step it arrived with. */
  readonly step: number
  readonly checkpoint: number
  readonly channel: number
  readonly record: RecordView | null
}

export type SpanKind = 'busy' | 'align' | 'sync' | 'async' | 'down' | 'restore'

export interface Span {
  readonly kind: SpanKind
  readonly actor: number
  readonly start: number
  /** Infinity while it goes on. */
  end: number
  readonly startStep: number
  endStep: number
  readonly checkpoint: number
  readonly record: RecordView | null
  /** Cut off by a failure or an abort. */
  broken: boolean
}

export type MarkKind =
  | 'triggered'
  | 'completed'
  | 'aborted'
  | 'failed'
  | 'restarting'
  | 'stored'
  | 'crossing'
  | 'watermark'
  | 'timer'
  /** Records that a barrier overtook were saved on the channel from `actor` to `peer`. */
  | 'saved'

export interface Mark {
  readonly kind: MarkKind
  readonly actor: number
  /** The same moment: a mark has no length. */
  readonly start: number
  readonly end: number
  readonly step: number
  readonly checkpoint: number
  /** It is a savepoint's: its directory, empty as long as it has none. */
  readonly savepoint?: string
  /** The other end of a channel. */
  readonly peer?: number
}
