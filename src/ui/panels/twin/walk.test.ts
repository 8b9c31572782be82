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
  vertices: [{ index: 0, sinks: [] }],
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

test('above the first task stands the JobManager, and beside it the storage', () => {
  const jobManager = walk(scene, { type: 'task', actor: 1 }, 'ArrowUp')
  expect(jobManager).toEqual({ type: 'jobmanager' })
  expect(walk(scene, jobManager, 'ArrowRight')).toEqual({ type: 'storage' })
  expect(walk(scene, { type: 'storage' }, 'ArrowLeft')).toEqual({ type: 'jobmanager' })
  expect(walk(scene, jobManager, 'ArrowDown')).toEqual({ type: 'task', actor: 1 })
  expect(walk(scene, { type: 'storage' }, 'ArrowDown')).toEqual({ type: 'task', actor: 3 })
})

test('right of a sink that commits stands its broker', () => {
  const sinks = [{ uid: 'sink', name: 'sink', transactional: true }]
  const actors = [
    task(1, 'source-1'),
    { ...task(2, 'sink-0'), vertex: 1 },
    { ...task(3, 'other-0'), vertex: 2 },
  ]
  const vertices = [
    { index: 0, sinks: [] },
    { index: 1, sinks },
    { index: 2, sinks },
  ]
  const committing = { actors, channels: [], vertices } as unknown as Scene
  const broker = walk(committing, { type: 'task', actor: 2 }, 'ArrowRight')
  expect(broker).toEqual({ type: 'broker', vertex: 1 })
  expect(walk(committing, broker, 'ArrowDown')).toEqual({ type: 'broker', vertex: 2 })
  expect(walk(committing, broker, 'ArrowUp')).toEqual(broker)
  expect(walk(committing, broker, 'ArrowLeft')).toEqual({ type: 'task', actor: 2 })
})

test('where there is nothing in that direction one stays', () => {
  expect(walk(scene, { type: 'jobmanager' }, 'ArrowUp')).toEqual({ type: 'jobmanager' })
  expect(walk(scene, { type: 'task', actor: 3 }, 'ArrowRight')).toEqual({ type: 'task', actor: 3 })
})
