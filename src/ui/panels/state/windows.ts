/** The windows of a task, read off the namespaces of its state and timers. Pure; the axis and the table both draw it. */
import type { EventTime } from '../../../base/time.ts'
import type { TaskFrame } from '../../../engine/api/frame.ts'

export interface WindowShown {
  /** `start,end` as the state has it. */
  readonly namespace: string
  readonly start: EventTime
  /** The first moment that is not in it. */
  readonly end: EventTime
  readonly keys: number
  /** Its last timer, where that is later than its end: allowed lateness keeps it until then. Null: with its end. */
  readonly cleanedAt: EventTime | null
}

const NAMESPACE = /^(-?\d+),(-?\d+)$/

/** Earliest first. Windows without bounds, such as the global one, have no place on an axis. */
export function windowsOf({ stateRows, eventTime }: TaskFrame): readonly WindowShown[] {
  const keys = new Map<string, Set<string>>()
  for (const { namespace, key } of stateRows) {
    if (!NAMESPACE.test(namespace)) continue
    keys.set(namespace, (keys.get(namespace) ?? new Set()).add(key))
  }
  return [...keys]
    .map(([namespace, of]) => {
      const [start = 0, end = 0] = namespace.split(',').map(Number)
      const last = Math.max(
        ...eventTime.timers
          .filter(timer => timer.namespace === namespace && timer.domain === 'event time')
          .map(timer => timer.timestamp),
        end - 1,
      )
      return { namespace, start, end, keys: of.size, cleanedAt: last > end - 1 ? last : null }
    })
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
}

/** The stretch of event time that holds all windows, timers and the watermark; null: there is nothing to hold. */
export function axisOf(task: TaskFrame, windows: readonly WindowShown[]): readonly [number, number] | null {
  const times = [
    ...windows.flatMap(({ start, end, cleanedAt }) => [start, end, cleanedAt ?? end]),
    ...task.eventTime.timers.filter(timer => timer.domain === 'event time').map(timer => timer.timestamp),
  ].filter(Number.isFinite)
  if (times.length === 0) return null
  const { watermark } = task.eventTime
  const first = Math.min(...times, Number.isFinite(watermark) ? watermark : Infinity)
  const last = Math.max(...times)
  return last > first ? [first, last] : [first - 1, first + 1]
}
