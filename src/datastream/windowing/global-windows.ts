/** All elements of a key in one window that never ends; only a trigger of one's own makes it give results. */
import { GlobalWindow, type Window } from '../../operators/window/time-window.ts'
import type { Trigger } from './trigger.ts'
import { NeverTrigger } from './triggers.ts'
import { WindowAssigner } from './window-assigner.ts'

export class GlobalWindows extends WindowAssigner<unknown, GlobalWindow> {
  readonly name = 'GlobalWindows'

  static create(): GlobalWindows {
    return new GlobalWindows()
  }

  assignWindows(): readonly GlobalWindow[] {
    return [new GlobalWindow()]
  }

  getDefaultTrigger(): Trigger<unknown, Window> {
    return new NeverTrigger()
  }

  isEventTime(): boolean {
    return false
  }
}
