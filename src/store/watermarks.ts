/**
 * Which input holds a task's watermark back: the lowest of those that count. Idle channels do not count, nor do
 * those that were idle and have not caught up. It repeats no rule of the engine; it only points at the minimum.
 */
import { EVENT_TIME_MAX, EVENT_TIME_MIN, type EventTime } from '../base/time.ts'
import type { ChannelScene, Frame, Scene, TaskFrame } from '../engine/api/frame.ts'
import type { RecordView } from '../engine/api/trace.ts'
import { inputsOf } from './scene.ts'

export interface InputWatermark {
  readonly channel: ChannelScene
  readonly watermark: EventTime
  readonly role: 'counts' | 'holds-back' | 'idle' | 'catching-up'
}

/** The inputs of a task in their order. Nothing is held back where all that count are alike. */
export function inputWatermarks(scene: Scene, frame: Frame, actor: number): readonly InputWatermark[] {
  const inputs = inputsOf(scene, actor).flatMap(channel => {
    const shown = frame.channels[channel.index]
    return shown === undefined ? [] : [{ channel, shown }]
  })
  const counting = inputs.filter(({ shown }) => !shown.idle && shown.aligned).map(one => one.shown.watermark)
  const lowest = Math.min(EVENT_TIME_MAX, ...counting)
  const isUneven = counting.some(watermark => watermark > lowest)
  return inputs.map(({ channel, shown: { watermark, idle, aligned } }) => ({
    channel,
    watermark,
    role: idle
      ? 'idle'
      : !aligned
        ? 'catching-up'
        : isUneven && watermark === lowest
          ? 'holds-back'
          : 'counts',
  }))
}

/** The lowest watermark of the inputs that count, which the task has or is about to have; null: none counts. */
export function lowestInput(inputs: readonly InputWatermark[]): EventTime | null {
  const counting = inputs.filter(({ role }) => role === 'counts' || role === 'holds-back')
  return counting.length === 0
    ? null
    : counting.reduce((low, { watermark }) => Math.min(low, watermark), EVENT_TIME_MAX)
}

/** All inputs of a run by their channel; none where nothing makes watermarks. */
export const watermarksByChannel = (scene: Scene, frame: Frame): ReadonlyMap<number, InputWatermark> =>
  new Map(
    !scene.eventTime
      ? []
      : frame.tasks
          .flatMap(task => inputWatermarks(scene, frame, task.actor))
          .map(input => [input.channel.index, input]),
  )

export const isLateFor = (frame: Frame, record: RecordView, actor: number): boolean =>
  isLate(
    record,
    frame.tasks.find(task => task.actor === actor),
  )

/** Late, as Flink means it: the watermark has reached its timestamp, so nobody expected it any more. */
export const isLate = (record: RecordView, task: TaskFrame | undefined): boolean =>
  record.timestamp !== null &&
  task !== undefined &&
  task.eventTime.watermark !== EVENT_TIME_MIN &&
  record.timestamp <= task.eventTime.watermark
