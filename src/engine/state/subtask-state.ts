/**
 * What one subtask puts into a checkpoint; Flink's TaskStateSnapshot. Immutable, shared by reference between the
 * checkpoint store, messages and keyframes.
 */
import { Shared } from '../../base/copy.ts'
import { Hasher } from '../../base/hash.ts'
import type { ListStateMode } from '../api/operator.ts'
import type { KeyedStatePart } from '../api/state-backend.ts'
import type { LineageRef } from '../task/lineage.ts'
import { inFlightBytes, type InFlightState } from '../network/channel-state.ts'

/** Operator state of one operator; the values of a broadcast state are its entries, sorted by key. */
export interface OperatorListPart {
  readonly uid: string
  readonly name: string
  readonly mode: ListStateMode | 'broadcast'
  readonly values: readonly unknown[]
}

export interface SubtaskStateParts {
  readonly keyed: readonly KeyedStatePart[]
  readonly lists: readonly OperatorListPart[]
  readonly splits: readonly { readonly id: string; readonly offset: number }[]
  readonly lineage: readonly LineageRef[]
  /** The task had read all its input before its barrier. */
  readonly endOfData: boolean
  /** It was deployed as finished: there was nothing to snapshot. */
  readonly finishedOnRestore?: boolean
  /** What was in flight at the task and belongs to the checkpoint; left out where nothing was. */
  readonly inFlight?: InFlightState
}

export class SubtaskState extends Shared {
  readonly parts: SubtaskStateParts
  readonly bytes: number
  #digest: readonly [number, number] | null = null

  constructor(parts: SubtaskStateParts, bytes: number) {
    super()
    this.parts = parts
    this.bytes = bytes
  }

  hashInto(hasher: Hasher): void {
    this.#digest ??= new Hasher().value(this.parts).word(this.bytes).lanes()
    hasher.word(this.#digest[0]).word(this.#digest[1])
  }
}

/** What a task that has finished leaves behind: all that it had sent is processed. */
export function withoutInFlight(state: SubtaskState | null): SubtaskState | null {
  if (state?.parts.inFlight === undefined) return state
  const { inFlight, ...parts } = state.parts
  return new SubtaskState(parts, state.bytes - inFlightBytes(inFlight))
}
