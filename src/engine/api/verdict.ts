/**
 * The oracle's answer at one step. It is computed apart from the engine: from the source log, from the lineage that
 * travels with records, and by running the user functions alone. It reads no counter of the engine.
 */
export type VerdictState = 'exact' | 'lost' | 'duplicated' | 'wrong' | 'off'

export interface Verdict {
  readonly state: LegVerdict
  readonly committed: LegVerdict
  readonly plain: LegVerdict
  /** The sums a person can check: counted + in flight + to be read = records of the log. */
  readonly sums: VerdictSums
  /** What the last restore did; null before the first. */
  readonly restored: RestoredSummary | null
}

export interface LegVerdict {
  readonly verdict: VerdictState
  readonly lost: number
  readonly duplicated: number
  /** Not there yet and still to come: in flight, unread, or in an open transaction. */
  readonly pending: number
  /** The first records at fault, `origin-1@44`, and where. At most 8. */
  readonly examples: readonly { readonly record: string; readonly where: string; readonly times: number }[]
}

export interface VerdictSums {
  /** Source records read at least once over all attempts. */
  readonly distinctRead: number
  readonly totalReads: number
  readonly readAgain: number
  /** Records processed by the stateful operators over all attempts, and those that count in the state now. */
  readonly processed: number
  readonly counted: number
  readonly inFlight: number
  /** Between the restored offset and the furthest offset ever read: still to be replayed. */
  readonly toReplay: number
  readonly committed: number
  readonly openTransactions: number
  readonly rolledBack: number
}

export interface RestoredSummary {
  readonly checkpoint: number
  readonly rows: readonly {
    readonly label: string
    readonly atFailure: string
    readonly restored: string
    readonly now: string
  }[]
}
