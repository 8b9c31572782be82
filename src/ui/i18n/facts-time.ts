/** What a row says of event time, and what the frame of its step adds: who holds the watermark back, what is due. */
import { EVENT_TIME_MIN, type EventTime } from '../../base/time.ts'
import type { Frame, Scene } from '../../engine/api/frame.ts'
import type { TraceRow } from '../../engine/api/trace.ts'
import { inputsOf } from '../../store/scene.ts'
import { inputWatermarks, isLate, lowestInput } from '../../store/watermarks.ts'

export interface TimeFacts {
  /** The watermark or timer that the row is about. */
  readonly eventTime: EventTime
  /** Input channels of the actor. */
  readonly inputs: number
  /** An operator of the actor has windows. */
  readonly windows: boolean
  /** From the frame: the watermark of the actor. */
  readonly watermark: EventTime
  /** From the frame: the lowest watermark of the inputs that count, which the actor's becomes or is. */
  readonly lowest: EventTime
  /** From the frame: the senders of the channels that hold the watermark back. */
  readonly heldBy: readonly string[]
  /** From the frame: event-time timers that the lowest watermark reaches; null: more than are shown. */
  readonly due: number | null
  /** From the frame: the event-time timer that is next; null: none is set. */
  readonly nextTimer: EventTime | null
  /** From the frame: all inputs of the actor are idle. */
  readonly idle: boolean
  /** From the frame: the channel of the row was idle and has not caught up. */
  readonly catchingUp: boolean
  /** From the frame: the record of the row came behind the watermark of the actor. */
  readonly late: boolean
}

const UNKNOWN = {
  watermark: EVENT_TIME_MIN,
  lowest: EVENT_TIME_MIN,
  heldBy: [],
  due: 0,
  nextTimer: null,
  idle: false,
  catchingUp: false,
  late: false,
} as const

/** `frame` is that of the row's step, or null. */
export function timeFactsOf(row: TraceRow, scene: Scene, frame: Frame | null): TimeFacts {
  const actor = scene.actors.find(one => one.index === row.actor)
  const operators = scene.vertices[actor?.vertex ?? -1]?.operators ?? []
  const fixed = {
    eventTime: row.amount,
    inputs: inputsOf(scene, row.actor).length,
    windows: operators.some(operator => operator.kind === 'window'),
  }
  const task = frame?.tasks.find(one => one.actor === row.actor)
  if (frame === null || task === undefined) return { ...fixed, ...UNKNOWN }
  const inputs = inputWatermarks(scene, frame, row.actor)
  const { timers, eventTimers, processingTimers, watermark, idle } = task.eventTime
  const lowest = lowestInput(inputs) ?? watermark
  const ofEventTime = timers.filter(timer => timer.domain === 'event time')
  const due = ofEventTime.filter(timer => timer.timestamp <= lowest).length
  const isCut = timers.length < eventTimers + processingTimers
  return {
    ...fixed,
    watermark,
    lowest,
    heldBy: inputs
      .filter(input => input.role === 'holds-back')
      .map(({ channel }) => scene.actors.find(one => one.index === channel.from)?.name ?? ''),
    due: isCut && due === ofEventTime.length && due > 0 ? null : due,
    nextTimer: ofEventTime[0]?.timestamp ?? null,
    idle,
    catchingUp: inputs.some(({ channel, role }) => channel.index === row.channel && role === 'catching-up'),
    late: row.kind === 'RecordProcessed' && row.record !== null && isLate(row.record, task),
  }
}
