/** Windows by the number of records, as Flink builds them: a global window with a count trigger. */
import type { Window } from '../../operators/window/time-window.ts'
import { CountEvictor, type Evictor } from './evictors.ts'
import type { Trigger } from './trigger.ts'
import { CountTrigger, PurgingTrigger } from './triggers.ts'

interface Settings<S> {
  trigger(trigger: Trigger<unknown, Window>): S
  evictor(evictor: Evictor<unknown, Window>): S
}

/** Without `slide` a full window starts again; with it the last `size` records are evaluated at every `slide`-th. */
export function countWindows<S extends Settings<S>>(global: S, size: number, slide?: number): S {
  if (slide === undefined) return global.trigger(PurgingTrigger.of(CountTrigger.of(size)))
  return global.evictor(CountEvictor.of(size)).trigger(CountTrigger.of(slide))
}
