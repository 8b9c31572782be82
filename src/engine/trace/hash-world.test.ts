import { expect, test } from 'vitest'
import { randomRun } from './random-run.suite.ts'
import { hashWorld } from './hash-world.ts'
import { changed, isStale, leavesOf } from './leaves.suite.ts'

test('every leaf of a world is part of its hash', () => {
  for (const seed of [1003, 1011, 1017]) {
    const run = randomRun(seed)
    for (const step of [60, 400, 700]) {
      run.seek(step)
      const { world } = run
      const leaves = leavesOf({ now: world.now, step: world.step }, 'world', [])
      leavesOf(world.actors, 'actors', leaves)
      expect(leaves.length).toBeGreaterThan(200)
      for (const leaf of leaves.filter(({ path }) => path.startsWith('actors') && !isStale(path))) {
        // The hash walks all actors alike; that of the leaf's own alone takes a tenth of the time.
        const alone = { ...world, actors: [world.actors[Number(leaf.path.split('.')[1])]!] }
        const before = hashWorld(alone)
        leaf.set(changed(leaf.value))
        expect(hashWorld(alone), `${leaf.path} at step ${step}`).not.toBe(before)
        leaf.set(leaf.value)
        expect(hashWorld(alone)).toBe(before)
      }
    }
  }
})

test('every row of every table is part of the hash, and the incremental hash is the full one', () => {
  const run = randomRun(1003)
  for (const step of [200, 500, 800]) {
    run.seek(step)
    const before = run.hash()
    expect(run.hashInFull()).toBe(before)
    const tables = run.world.actors.flatMap(actor =>
      actor.kind === 'task' && actor.runtime !== null ? actor.runtime.wiring.tables() : [],
    )
    for (const table of tables) {
      for (const [key, row] of table.rows) {
        const { value, changed: event } = row
        run.world.clock.next()
        table.put(key, 'another value', event)
        expect(run.hash(), key).not.toBe(before)
        expect(run.hashInFull(), key).toBe(run.hash())
        run.world.clock.next()
        table.put(key, value, event)
        expect(run.hash(), key).toBe(before)
      }
    }
  }
})
