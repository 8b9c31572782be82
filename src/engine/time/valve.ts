/**
 * The watermark of an input with several channels: the minimum over those that are active and aligned. A channel
 * that was idle counts again once it has caught up. Flink's StatusWatermarkValve.
 */
import { assert } from '../../base/assert.ts'
import { EVENT_TIME_MIN, type EventTime } from '../../base/time.ts'

export interface ValveChannel {
  watermark: EventTime
  idle: boolean
  aligned: boolean
}

/** Plain data, so that it goes back in time with its task. */
export interface ValveState {
  readonly channels: ValveChannel[]
  lastWatermark: EventTime
  idle: boolean
}

export type ValveOutput =
  | { readonly type: 'watermark'; readonly timestamp: EventTime }
  | { readonly type: 'status'; readonly idle: boolean }

export function newValve(channels: number): ValveState {
  return {
    channels: Array.from({ length: channels }, () => ({
      watermark: EVENT_TIME_MIN,
      idle: false,
      aligned: true,
    })),
    lastWatermark: EVENT_TIME_MIN,
    idle: false,
  }
}

/** A watermark came in on a channel; what the valve passes on. */
export function inputWatermark(valve: ValveState, index: number, timestamp: EventTime): ValveOutput[] {
  const channel = channelOf(valve, index)
  if (valve.idle || channel.idle || timestamp <= channel.watermark) return []
  channel.watermark = timestamp
  if (!channel.aligned && timestamp >= valve.lastWatermark) channel.aligned = true
  return advanceTo(valve, lowestAligned(valve))
}

/** A channel became idle or active. */
export function inputStatus(valve: ValveState, index: number, idle: boolean): ValveOutput[] {
  const channel = channelOf(valve, index)
  if (channel.idle === idle) return []
  channel.idle = idle
  return idle ? becomeIdle(valve, channel) : becomeActive(valve, channel)
}

function becomeIdle(valve: ValveState, channel: ValveChannel): ValveOutput[] {
  channel.aligned = false
  const heldBack = channel.watermark === valve.lastWatermark
  if (valve.channels.some(other => !other.idle)) return heldBack ? advanceTo(valve, lowestAligned(valve)) : []
  const flushed = heldBack ? advanceTo(valve, highest(valve)) : []
  valve.idle = true
  return [...flushed, { type: 'status', idle: true }]
}

function becomeActive(valve: ValveState, channel: ValveChannel): ValveOutput[] {
  if (channel.watermark >= valve.lastWatermark) channel.aligned = true
  if (!valve.idle) return []
  valve.idle = false
  return [{ type: 'status', idle: false }]
}

function channelOf(valve: ValveState, index: number): ValveChannel {
  const channel = valve.channels[index]
  assert(channel !== undefined, 'a watermark comes in on a channel of its input')
  return channel
}

/** Null: no channel is aligned. */
function lowestAligned(valve: ValveState): EventTime | null {
  let lowest: EventTime | null = null
  for (const { aligned, watermark } of valve.channels) {
    if (aligned && (lowest === null || watermark < lowest)) lowest = watermark
  }
  return lowest
}

const highest = (valve: ValveState): EventTime =>
  valve.channels.reduce((high, { watermark }) => Math.max(high, watermark), EVENT_TIME_MIN)

function advanceTo(valve: ValveState, timestamp: EventTime | null): ValveOutput[] {
  if (timestamp === null || timestamp <= valve.lastWatermark) return []
  valve.lastWatermark = timestamp
  return [{ type: 'watermark', timestamp }]
}
