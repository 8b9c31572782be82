import {
  ProcessWindowFunction,
  type ProcessWindowContext,
} from '../../datastream/windowing/window-functions.ts'
import { EventTimeSessionWindows } from '../../datastream/windowing/session-windows.ts'
import type { Collector } from '../../datastream/functions.ts'
import { itemsOf, keyOf, type Item, exampleOf } from '../shared/example.suite.ts'
import type { TimeWindow } from './time-window.ts'

class List extends ProcessWindowFunction<Item, string, string, TimeWindow> {
  process(
    key: string,
    context: ProcessWindowContext<TimeWindow>,
    items: Iterable<Item>,
    out: Collector<string>,
  ): void {
    const { start, end } = context.window()
    out.collect(`${key} ${start} ${end} ${[...items].map(({ n }) => n).join()}`)
  }
}

export const example = exampleOf('window', env =>
  itemsOf(env).keyBy(keyOf).window(EventTimeSessionWindows.withGap(60)).process(new List()),
)
