/**
 * A user's function as an operator keeps it. Bare functions hold no state and are shared by all subtasks; an object
 * is copied by its own fields, so that each subtask and each attempt has its own.
 */
import { copyPlain } from '../../base/copy.ts'
import type { OperatorContext } from '../../engine/api/operator.ts'
import type { RuntimeContext } from '../../engine/api/state.ts'

/** `given` is a bare function, which becomes the method, or an object that has it. */
export function instantiate<F extends object>(given: unknown, method: keyof F & string): F {
  if (typeof given === 'function') return { [method]: given } as F
  return copyPlain(given) as F
}

interface RichFunction {
  open?(openContext: Readonly<Record<never, never>>): void
  setRuntimeContext?(context: RuntimeContext): void
}

export function openFunction(userFunction: object, context: OperatorContext): void {
  const rich = userFunction as RichFunction
  rich.setRuntimeContext?.(context.runtime)
  rich.open?.({})
}
