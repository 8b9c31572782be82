/**
 * Which windows of a key are in flight where windows merge, and under which of the old windows the contents of each
 * are kept: contents stay where they are as long as possible. Flink's MergingWindowSet. Made for one record or timer,
 * and persisted after it.
 */
import { ensure } from '../../base/assert.ts'
import type { ListState } from '../../engine/api/state.ts'
import { namespaceOf, timeWindowOf, type TimeWindow, type WindowMerge } from './time-window.ts'

/** A window in flight and the window its contents are kept under, as namespaces. */
export type WindowPair = readonly [name: string, stateWindow: string]

/** What the operator has to do for a merge. */
export interface StateMerge {
  readonly result: TimeWindow
  /** The old windows, without the one that was added. */
  readonly merged: readonly TimeWindow[]
  readonly stateWindow: string
  readonly mergedStateWindows: readonly string[]
}

type MergeWindows = (windows: readonly TimeWindow[]) => readonly WindowMerge[]

export class MergingWindowSet {
  readonly #state: ListState<WindowPair>
  readonly #mergeWindows: MergeWindows
  readonly #initial: ReadonlyMap<string, string>
  readonly #mapping: Map<string, string>

  constructor(state: ListState<WindowPair>, mergeWindows: MergeWindows) {
    this.#state = state
    this.#mergeWindows = mergeWindows
    this.#initial = new Map(state.get())
    this.#mapping = new Map(this.#initial)
  }

  persist(): void {
    const isSame =
      this.#mapping.size === this.#initial.size &&
      [...this.#mapping].every(([name, stateWindow]) => this.#initial.get(name) === stateWindow)
    if (!isSame) this.#state.update([...this.#mapping])
  }

  /** Null: the window is not in flight. */
  getStateWindow(name: string): string | null {
    return this.#mapping.get(name) ?? null
  }

  retireWindow(name: string): void {
    if (this.#mapping.delete(name)) return
    throw new Error(`Window ${name} is not in in-flight window set.`)
  }

  /** The window that stands for the added one from now on: itself, or what it was merged to. */
  addWindow(added: TimeWindow, onMerge: (merge: StateMerge) => void): TimeWindow {
    const name = namespaceOf(added)
    const merges = this.#mergeWindows([...[...this.#mapping.keys()].map(timeWindowOf), added])
    let representative: TimeWindow | null = null
    for (const { result, merged } of merges) {
      const old = merged.filter(other => namespaceOf(other) !== name)
      if (old.length < merged.length) representative = result
      this.#merge(result, old, onMerge)
    }
    // A window that is in flight already comes here, too, and from now on keeps contents of its own: as in Flink.
    if (representative === null) this.#mapping.set(name, name)
    return representative ?? added
  }

  #merge(result: TimeWindow, old: readonly TimeWindow[], onMerge: (merge: StateMerge) => void): void {
    const stateWindows = old.map(other => {
      const name = namespaceOf(other)
      const stateWindow = ensure(this.#mapping.get(name), 'the state window of a merged window')
      this.#mapping.delete(name)
      return stateWindow
    })
    const [stateWindow, ...mergedStateWindows] = stateWindows
    const kept = ensure(stateWindow, 'a window to merge with')
    this.#mapping.set(namespaceOf(result), kept)
    const isUnchanged = old.length === 1 && namespaceOf(old[0]!) === namespaceOf(result)
    if (!isUnchanged) onMerge({ result, merged: old, stateWindow: kept, mergedStateWindows })
  }
}
