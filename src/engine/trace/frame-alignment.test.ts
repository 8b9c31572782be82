import { expect, test } from 'vitest'
import { open } from '../checkpoint/unaligned-run.suite.ts'
import { isAlternating } from '../checkpoint/alternating-handler.ts'
import type { AlignmentTimer } from '../api/frame.ts'
import type { Run } from '../index.ts'
import { alignmentTimer } from './frame-alignment.ts'

const STEPS = 1500

function timersOf(run: Run): (AlignmentTimer & { readonly actor: number })[] {
  return run.world.actors.flatMap(actor => {
    const timer = actor.kind === 'task' ? alignmentTimer(run, actor) : null
    return timer === null ? [] : [{ ...timer, actor: actor.index }]
  })
}

const withTimeout = (timeout: string) =>
  open({ config: { 'execution.checkpointing.aligned-checkpoint-timeout': timeout } })

test('an alignment that times out was counted down until then, and no longer afterwards', () => {
  const run = withTimeout('3 ms')
  const timedOut: string[] = []
  for (let before = timersOf(run); run.step < STEPS && run.seek(run.step + 1); before = timersOf(run)) {
    for (const row of run.rows(run.step, run.step)) {
      if (row.kind !== 'AlignmentTimedOut') continue
      const side = row.reason === 'output' ? 'output' : 'input'
      const timer = before.find(one => one.actor === row.actor)
      expect(timer).toMatchObject({ checkpoint: row.checkpoint, side })
      expect(timer!.until - timer!.since).toBe(3000)
      expect(row.time).toBeGreaterThanOrEqual(timer!.until)
      expect(timersOf(run).filter(one => one.actor === row.actor && one.side === side)).toEqual([])
      timedOut.push(side)
    }
  }
  expect(new Set(timedOut)).toEqual(new Set(['input', 'output']))
})

test('it names the inputs whose barrier is in', () => {
  const run = withTimeout('1 h')
  let seen = 0
  while (run.step < STEPS && run.seek(run.step + 1)) {
    for (const { actor, channels, side } of timersOf(run)) {
      const task = run.world.actors[actor]!
      if (side === 'output' || task.kind !== 'task' || !isAlternating(task.barriers)) continue
      const blocked = task.inputs.filter(input => input.blocked > 0).map(input => input.channel)
      expect([...channels].sort((a, b) => a - b)).toEqual(blocked)
      seen += channels.length
    }
  }
  expect(seen).toBeGreaterThan(0)
})

test('nothing counts where barriers never overtake, and where they always do', () => {
  const never = open({ config: { 'execution.checkpointing.unaligned.enabled': 'false' } })
  const always = open()
  for (const run of [never, always])
    while (run.step < STEPS && run.seek(run.step + 1)) expect(timersOf(run)).toEqual([])
})
