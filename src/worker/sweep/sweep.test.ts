import { describe, expect, test } from 'vitest'
import { openRun } from '../open-run.ts'
import { contradictions } from './guarantees.ts'
import { cellOf, outcomeOf, tallyOf, type SweepCell } from './outcome.ts'
import { openSweeper, type Sweeper } from './sweep.ts'
import { CLAIMS } from './theory.ts'

function sweeperOf(claim: (typeof CLAIMS)[number]): Sweeper {
  const opened = openSweeper(claim.spec)
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

const tasksOf = ({ run }: Sweeper): string[] =>
  run.scene.actors.filter(actor => actor.kind === 'task').map(actor => actor.name)

function cellsOf(sweeper: Sweeper, stride: number): SweepCell[] {
  const tasks = tasksOf(sweeper)
  const cells: SweepCell[] = []
  for (let at = 1; at <= sweeper.length; at += stride)
    cells.push(sweeper.strike({ at, kind: 'kill-task', target: tasks[at % tasks.length]! }))
  return cells
}

describe('the theory holds at every fifth step', () => {
  test.each(CLAIMS)('$name', claim => {
    const cells = cellsOf(sweeperOf(claim), 5)
    expect(contradictions(cells, claim.theory)).toEqual([])
    expect(cells.filter(cell => cell.refusal === null).length).toBeGreaterThan(80)
  })
})

test('a cell is what the same run by hand comes out as', () => {
  const claim = CLAIMS[2]!
  const sweeper = sweeperOf(claim)
  for (const at of [77, 300, 41, 301]) {
    const struck = { at, kind: 'kill-task', target: 'count-1' } as const
    const run = openRun(claim.spec)
    if (!run.ok) throw new Error(run.error.message)
    run.value.seek(at)
    run.value.act(struck.kind, struck.target)
    run.value.advanceToEnd()
    expect(sweeper.strike(struck), `step ${at}`).toEqual(cellOf(run.value, struck))
  }
})

test('a strike where it cannot act, or behind the end, is refused with its reason', () => {
  const sweeper = sweeperOf(CLAIMS[0]!)
  const cell = sweeper.strike({ at: 1, kind: 'kill-task', target: 'count-1' })
  expect([cell.refusal, outcomeOf(cell)]).toEqual(['task-is-down', 'refused'])
  expect(sweeper.strike({ at: sweeper.length + 9, kind: 'kill-task', target: 'count-1' }).refusal).toBe(
    'run-is-over',
  )
})

test('commands of the run stay before a strike and are gone behind it', () => {
  const claim = CLAIMS[0]!
  const commands = [100, 400].map((at, i) => ({
    id: i + 1,
    parent: i === 0 ? null : i,
    at,
    kind: 'trigger-checkpoint' as const,
    target: null,
  }))
  const sweeper = openSweeper({ ...claim.spec, commands })
  if (!sweeper.ok) throw new Error(sweeper.error.message)
  const struck = { at: 200, kind: 'kill-task', target: 'count-1' } as const
  const cell = sweeper.value.strike(struck)
  const run = openRun(claim.spec)
  if (!run.ok) throw new Error(run.error.message)
  run.value.seek(100)
  run.value.act('trigger-checkpoint')
  run.value.seek(200)
  run.value.act('kill-task', 'count-1')
  run.value.advanceToEnd()
  expect(cell).toEqual(cellOf(run.value, struck))
})

describe('the check of a theory rejects', () => {
  const [cell] = cellsOf(sweeperOf(CLAIMS[0]!), 10_000)
  const exact: SweepCell = {
    ...cell!,
    refusal: null,
    status: 'FINISHED',
    state: { verdict: 'exact', lost: 0, duplicated: 0 },
  }

  test('what may not be', () => {
    const twice: SweepCell = { ...exact, state: { verdict: 'duplicated', lost: 0, duplicated: 2 } }
    expect(contradictions([exact, twice], { may: { state: ['exact'] }, shows: {} })).toEqual([
      { leg: 'state', got: 'duplicated', at: twice.at, target: twice.target },
    ])
  })

  test('what never was seen and must be', () => {
    const shows = { state: 'lost' } as const
    expect(contradictions([exact], { may: {}, shows })).toEqual([
      { leg: 'state', got: 'lost', at: null, target: null },
    ])
  })

  test('a run that never ends', () => {
    expect(contradictions([{ ...exact, stuck: true }], { may: {}, shows: {} })).toHaveLength(3)
    expect(tallyOf([exact, { ...exact, stuck: true }]).all).toEqual({ exact: 1, stuck: 1 })
  })
})
