import { expect, test } from 'vitest'
import type { ChannelFrame, Frame, Scene, TaskFrame } from '../engine/api/frame.ts'
import type { RecordView } from '../engine/api/trace.ts'
import { inputWatermarks, isLate, lowestInput } from './watermarks.ts'

type Shown = Pick<ChannelFrame, 'watermark' | 'idle' | 'aligned'>

const active = (watermark: number): Shown => ({ watermark, idle: false, aligned: true })

function rolesOf(channels: readonly Shown[]) {
  const scene = { channels: channels.map((_, i) => ({ index: i, from: i, to: 9, input: i })) }
  const inputs = inputWatermarks(scene as unknown as Scene, { channels } as unknown as Frame, 9)
  return { roles: inputs.map(input => input.role), lowest: lowestInput(inputs) }
}

test('the lowest input holds the others back', () => {
  expect(rolesOf([active(5), active(3)])).toEqual({ roles: ['counts', 'holds-back'], lowest: 3 })
})

test('nobody holds back where all are alike', () => {
  expect(rolesOf([active(3), active(3)]).roles).toEqual(['counts', 'counts'])
})

test('an idle channel does not count, nor one that has not caught up', () => {
  const idle = { watermark: 1, idle: true, aligned: false }
  const behind = { watermark: 2, idle: false, aligned: false }
  expect(rolesOf([idle, behind, active(7)])).toEqual({ roles: ['idle', 'catching-up', 'counts'], lowest: 7 })
  expect(rolesOf([idle]).lowest).toBeNull()
})

test('a record is late once the watermark has reached its timestamp', () => {
  const at = (watermark: number) => ({ eventTime: { watermark } }) as unknown as TaskFrame
  const record = (timestamp: number | null) => ({ timestamp }) as unknown as RecordView
  expect([4, 5, 6].map(timestamp => isLate(record(timestamp), at(5)))).toEqual([true, true, false])
  expect(isLate(record(null), at(5))).toBe(false)
  expect(isLate(record(4), at(-Infinity))).toBe(false)
})
