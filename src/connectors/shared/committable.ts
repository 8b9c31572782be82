/** What the writer hands to the committer: a prepared transaction and the checkpoint it belongs to. */
export interface Committable {
  readonly checkpoint: number
  readonly transaction: string
  readonly records: number
}
