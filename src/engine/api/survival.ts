/** What survives which failure: data for a table, by the settings of the run. */

export type FailureCase =
  'task' | 'taskmanager' | 'short-cut' | 'long-cut' | 'jobmanager-with-ha' | 'jobmanager-without-ha'

/** Things that a failure may take away. */
export type Survivor =
  | 'state'
  | 'committed'
  | 'pending-checkpoint'
  | 'completed-checkpoints'
  | 'files'
  | 'local-copies'
  | 'statistics'

/** `restored`: comes back as it was at the last completed checkpoint. */
export type Fate = 'kept' | 'restored' | 'lost'

export interface SurvivalRow {
  readonly failure: FailureCase
  /** It is what a failure of this kind means by the settings of this run. */
  readonly applies: boolean
  readonly fates: Readonly<Record<Survivor, Fate>>
}
