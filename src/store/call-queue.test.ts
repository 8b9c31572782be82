import { expect, test } from 'vitest'
import { createCallQueue, mergeMoves, type Move } from './call-queue.ts'

function gate() {
  let open: () => void = () => {}
  const closed = new Promise<void>(resolve => {
    open = resolve
  })
  return { closed, open }
}

const settle = () => new Promise(resolve => setTimeout(resolve, 0))

test('steps that wait add up', () => {
  expect(mergeMoves({ type: 'step', by: 1 }, { type: 'step', by: 1 })).toEqual({ type: 'step', by: 2 })
  expect(mergeMoves({ type: 'seek', step: 40 }, { type: 'step', by: -1 })).toEqual({ type: 'seek', step: 39 })
})

test('any other move replaces the one that waits', () => {
  expect(mergeMoves({ type: 'step', by: 5 }, { type: 'seek', step: 7 })).toEqual({ type: 'seek', step: 7 })
})

test('one call is under way at a time, and only the newest move waits', async () => {
  const made: Move[] = []
  const first = gate()
  const queue = createCallQueue(async move => {
    made.push(move)
    if (made.length === 1) await first.closed
  })
  queue.move({ type: 'seek', step: 1 })
  for (let step = 2; step <= 50; step++) queue.move({ type: 'seek', step })
  expect(made).toEqual([{ type: 'seek', step: 1 }])
  expect(queue.isIdle()).toBe(false)
  first.open()
  await settle()
  expect(made).toEqual([
    { type: 'seek', step: 1 },
    { type: 'seek', step: 50 },
  ])
  expect(queue.isIdle()).toBe(true)
})

test('a command is never lost, and drops the move that waited before it', async () => {
  const made: string[] = []
  const first = gate()
  const queue = createCallQueue(async move => {
    made.push(move.type)
    await first.closed
  })
  queue.move({ type: 'seek', step: 1 })
  queue.move({ type: 'step', by: 1 })
  const command = queue.command(async () => {
    made.push('command')
    return 42
  })
  first.open()
  expect(await command).toBe(42)
  await settle()
  expect(made).toEqual(['seek', 'command'])
})

test('a command that fails tells who asked, and the queue goes on', async () => {
  const queue = createCallQueue(async () => {})
  await expect(queue.command(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
  expect(await queue.command(async () => 'next')).toBe('next')
})

test('after a reset what was under way counts for nothing', async () => {
  const made: string[] = []
  const first = gate()
  const queue = createCallQueue(async move => {
    made.push(move.type)
    if (made.length === 1) await first.closed
  })
  queue.move({ type: 'seek', step: 1 })
  queue.reset()
  expect(queue.isIdle()).toBe(true)
  queue.move({ type: 'next', direction: 1 })
  await settle()
  first.open()
  await settle()
  expect(made).toEqual(['seek', 'next'])
})
