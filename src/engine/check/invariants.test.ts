import { expect, test } from 'vitest'
import { createRng, nextInt } from '../../base/prng.ts'
import type { TaskActor, World } from '../kernel/world.ts'
import { Buffer } from '../network/buffer.ts'
import { randomCommand, randomRun, STEPS_MAX } from '../trace/random-run.suite.ts'
import type { Run } from '../trace/run.ts'
import { checkInvariants } from './invariants.ts'

const broken = (run: Run): number[] =>
  checkInvariants(run.plan, run.world).flatMap(({ id, holds }) => (holds ? [] : [id]))

test('they hold at random steps of random runs, whatever fails', () => {
  for (let seed = 300; seed < 340; seed++) {
    const run = randomRun(seed)
    const rng = createRng(seed, 'looks')
    for (let i = 0; i < 25; i++) {
      run.seek(run.step + 1 + nextInt(rng, 60))
      if (i % 6 === 5) randomCommand(run, rng)
      expect(broken(run), `seed ${seed} step ${run.step}`).toEqual([])
    }
    run.advanceToEnd(STEPS_MAX)
    expect(broken(run), `seed ${seed} at the end`).toEqual([])
  }
})

/** A word count in full flight. */
function busy(): Run {
  for (let seed = 300; ; seed++) {
    const run = randomRun(seed)
    run.seek(420)
    const { actors } = run.world
    const keyed = actors.some(actor => actor.kind === 'task' && hasRows(actor))
    const committed = run.brokerTransactions().some(({ status }) => status === 'committed')
    if (keyed && committed) return run
  }
}

const hasRows = (task: TaskActor): boolean =>
  task.runtime !== null && task.runtime.wiring.tables().some(table => table.rows.size > 0)

const tasks = (world: World): TaskActor[] =>
  world.actors.flatMap(actor => (actor.kind === 'task' ? [actor] : []))

test('each of them is broken by the mistake it looks for', () => {
  const mistakes: readonly (readonly [number, (run: Run) => void])[] = [
    [2, run => (tasks(run.world).find(task => task.inputs.length > 0)!.inputs[0]!.received += 1)],
    [3, run => (tasks(run.world).find(task => task.outputs.length > 0)!.outputs[0]!.credits += 1)],
    [6, run => run.completedCheckpoints().push(...run.completedCheckpoints().slice(0, 1))],
    [7, run => run.completedCheckpoints().splice(0)],
    [8, run => tasks(run.world).find(hasRows)!.runtime!.wiring.tables()[0]!.put(foreignKey(run), 1, 0)],
  ]
  for (const [id, make] of mistakes) {
    const run = busy()
    expect(broken(run)).toEqual([])
    make(run)
    expect(broken(run), `invariant ${id}`).toContain(id)
  }
})

/** A key that belongs to another subtask than the first with rows. */
function foreignKey(run: Run): string {
  const plan = run.plan.task(tasks(run.world).find(hasRows)!.index)
  const others = tasks(run.world).filter(task => task.index !== plan.actor && hasRows(task))
  return [...others[0]!.runtime!.wiring.tables()[0]!.rows.keys()][0]!
}

test('a record behind the barrier that shut a channel is seen', () => {
  for (let seed = 300; ; seed++) {
    const run = randomRun(seed)
    for (let step = 50; step < 600; step++) {
      run.seek(step)
      const channel = run.plan.channels.find(
        ({ from, output }) => (run.world.actors[from] as TaskActor).outputs[output]?.blocked,
      )
      if (channel === undefined) continue
      const receiver = run.world.actors[channel.to] as TaskActor
      const barrier = receiver.inbox.items.find(
        ({ body }) => body.type === 'item' && body.channel === channel.index,
      )
      if (barrier === undefined || receiver.life !== 'RUNNING') continue
      expect(broken(run)).not.toContain(4)
      const body = {
        type: 'item',
        attempt: receiver.attempt,
        channel: channel.index,
        item: new Buffer(),
      } as const
      receiver.inbox.push(
        Object.assign(Object.create(Object.getPrototypeOf(barrier) as object), barrier, {
          at: barrier.at + 1,
          body,
        }) as typeof barrier,
      )
      expect(broken(run)).toContain(4)
      return
    }
  }
})
