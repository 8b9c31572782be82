/** Operator state of a user function: not of a key, but of the subtask. Flink's CheckpointedFunction. */
import type { BroadcastState, KeyedStateStore, ListState } from '../engine/api/state.ts'
import type { ListStateDescriptor, MapStateDescriptor } from './descriptors.ts'

/** Any function object may have these two methods; a bare function cannot. */
export interface CheckpointedFunction {
  /** Before `open`, at the start and after every restore. Get the state handles here. */
  initializeState(context: FunctionInitializationContext): void
  /** In the synchronous part of a checkpoint. Write what is to be kept into the state. */
  snapshotState(context: FunctionSnapshotContext): void
}

export interface FunctionInitializationContext {
  /** The job goes on from a checkpoint, whether or not that had state for this operator. */
  isRestored(): boolean
  /** Null: the job started empty. */
  getRestoredCheckpointId(): number | null
  getOperatorStateStore(): OperatorStateStore
  /** Only behind a keyBy. */
  getKeyedStateStore(): KeyedStateStore
}

export interface OperatorStateStore {
  /** When the parallelism changes, all lists are joined and dealt out in runs. */
  getListState<T>(descriptor: ListStateDescriptor<T>): ListState<T>
  /** Every subtask gets all lists. */
  getUnionListState<T>(descriptor: ListStateDescriptor<T>): ListState<T>
  getBroadcastState<K extends string | number | boolean, V>(
    descriptor: MapStateDescriptor<K, V>,
  ): BroadcastState<K, V>
}

export interface FunctionSnapshotContext {
  getCheckpointId(): number
}
