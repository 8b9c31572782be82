/** The end of a stream; Flink's DataStreamSink. Settings go to the writer and the committer alike. */
import type { Draft } from './draft.ts'

export class DataStreamSink<T> {
  readonly #drafts: readonly Draft[]
  /** Never there at run time; carries the type of the records. */
  declare readonly of?: T

  constructor(drafts: readonly Draft[]) {
    this.#drafts = drafts
  }

  uid(uid: string): this {
    this.#drafts[0]!.uid = uid
    return this
  }

  name(name: string): this {
    return this.#all(draft => (draft.label = name))
  }

  setParallelism(parallelism: number): this {
    return this.#all(draft => (draft.parallelism = parallelism))
  }

  setMaxParallelism(maxParallelism: number): this {
    return this.#all(draft => (draft.maxParallelism = maxParallelism))
  }

  startNewChain(): this {
    this.#drafts[0]!.chaining = 'HEAD'
    return this
  }

  disableChaining(): this {
    return this.#all(draft => (draft.chaining = 'NEVER'))
  }

  slotSharingGroup(group: string): this {
    return this.#all(draft => (draft.slotSharingGroup = group))
  }

  #all(change: (draft: Draft) => void): this {
    this.#drafts.forEach(change)
    return this
  }
}
