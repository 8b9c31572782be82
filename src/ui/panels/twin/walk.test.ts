import { expect, test } from 'vitest'
import type { Scene } from '../../../engine/api/frame.ts'
import { walk } from './walk.ts'

const task = (index: number, name: string) => ({ index, kind: 'task' as const, name, vertex: 0, subtask: 0 })
const channel = (index: number, from: number, to: number, input: number) => ({
  index,
  from,
  to,
  partitioner: 'HASH',
  input,
})

/** source-1 and source-2 both feed count-3. */
const scene = {
  actors: [task(1, 'source-1'), task(2, 'source-2'), task(3, 'count-3')],
  channels: [channel(0, 1, 3, 0), channel(1, 2, 3, 1)],
} as unknown as Scene

test('right leads along the edge: task, channel, task', () => {
  const onChannel = walk(scene, { type: 'task', actor: 1 }, 'ArrowRight')
  expect(onChannel).toEqual({ type: 'channel', index: 0, side: 'output' })
  expect(walk(scene, onChannel, 'ArrowRight')).toEqual({ type: 'task', actor: 3 })
})

test('left from a task leads to its inputs, and up and down among them', () => {
  const first = walk(scene, { type: 'task', actor: 3 }, 'ArrowLeft')
  expect(first).toEqual({ type: 'channel', index: 0, side: 'input' })
  const second = walk(scene, first, 'ArrowDown')
  expect(second).toEqual({ type: 'channel', index: 1, side: 'input' })
  expect(walk(scene, second, 'ArrowLeft')).toEqual({ type: 'task', actor: 2 })
})

test('where there is nothing in that direction one stays', () => {
  expect(walk(scene, { type: 'task', actor: 1 }, 'ArrowUp')).toEqual({ type: 'task', actor: 1 })
  expect(walk(scene, { type: 'task', actor: 3 }, 'ArrowRight')).toEqual({ type: 'task', actor: 3 })
})
