/**
 * A user's function as an operator keeps it. Bare functions hold no state and are shared by all subtasks; an object
 * is copied by its own fields, so that each subtask and each attempt has its own.
 */
import { copyPlain } from '../../base/copy.ts'
import type { EventTime } from '../../base/time.ts'
import type { CheckpointedFunction } from '../../datastream/checkpointed-function.ts'
import type { Collector, OperatorContext, StreamOperator } from '../../engine/api/operator.ts'
import type { RuntimeContext } from '../../engine/api/state.ts'
import { InitializationContext } from './operator-state.ts'

/** `given` is a bare function, which becomes the method, or an object that has it. */
export function instantiate<F extends object>(given: unknown, method: keyof F & string): F {
  if (typeof given === 'function') return { [method]: given } as F
  return copyPlain(given) as F
}

interface RichFunction extends Partial<CheckpointedFunction> {
  setRuntimeContext?(context: RuntimeContext): void
  open?(openContext: Readonly<Record<never, never>>): void
  close?(): void
  notifyCheckpointComplete?(checkpointId: number): void
}

/** Gives the function its state, then opens it. */
export function openFunction(userFunction: object, context: OperatorContext): void {
  const rich = userFunction as RichFunction
  rich.setRuntimeContext?.(context.runtime)
  rich.initializeState?.(new InitializationContext(context))
  rich.open?.({})
}

export function snapshotFunction(userFunction: object, checkpointId: number): void {
  const rich = userFunction as RichFunction
  rich.snapshotState?.({ getCheckpointId: () => checkpointId })
}

export function closeFunction(userFunction: object): void {
  const rich = userFunction as RichFunction
  rich.close?.()
}

/** An operator around one user function, which takes part in its life; Flink's AbstractUdfStreamOperator. */
export abstract class UserFunctionOperator<F extends object> implements StreamOperator {
  readonly userFunction: F

  constructor(userFunction: F) {
    this.userFunction = userFunction
  }

  open(context: OperatorContext): void {
    openFunction(this.userFunction, context)
  }

  abstract processElement(value: unknown, timestamp: EventTime | null, out: Collector): void

  snapshotState(checkpointId: number): void {
    snapshotFunction(this.userFunction, checkpointId)
  }

  notifyCheckpointComplete(checkpointId: number): void {
    const rich = this.userFunction as RichFunction
    rich.notifyCheckpointComplete?.(checkpointId)
  }

  finish(_out: Collector): void {
    closeFunction(this.userFunction)
  }
}
