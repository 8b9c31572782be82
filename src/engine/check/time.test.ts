import { describe, expect, test } from 'vitest'
import type { LegVerdict, Verdict } from '../api/verdict.ts'
import { TransactionContent } from '../kernel/transaction.ts'
import type { TaskActor } from '../kernel/world.ts'
import { isBuffer } from '../network/buffer.ts'
import type { StateTable } from '../api/state-backend.ts'
import { heldRows } from '../../backends/shared/held-rows.suite.ts'
import { MOMENTS } from '../task/lineage.ts'
import type { Run } from '../trace/run.ts'
import { checkInvariants } from './invariants.ts'
import { judgeAfresh } from './oracle.ts'
import { timedRun, type Shape } from './timed-run.suite.ts'
import { taskOf } from './view.ts'

const now = (run: Run): Verdict => judgeAfresh(run.plan, run.world)

const legs = ({ state, committed }: Verdict): readonly LegVerdict['verdict'][] => [
  state.verdict,
  committed.verdict,
]

function until<T>(run: Run, find: (run: Run) => T | null): T {
  for (;;) {
    const found = find(run)
    if (found !== null) return found
    if (!run.seek(run.step + 1)) throw new Error('the moment never came')
  }
}

const tasks = (run: Run): TaskActor[] => run.plan.tasks.map(({ actor }) => taskOf(run.world, actor))

/** The first table that is meant and has rows. */
function tableOf(run: Run, isMeant: (table: StateTable) => boolean): StateTable | null {
  const tables = tasks(run).flatMap(task => task.runtime?.wiring.tables() ?? [])
  return tables.find(table => isMeant(table) && table.rows.size > 0) ?? null
}

const timersOf = (run: Run) => tableOf(run, table => table.scope === 'timer')
const windowsOf = (run: Run) => tableOf(run, table => table.scope === 'namespace')

describe.each<Shape>(['timers', 'numbered', 'sessions', 'broadcast'])('%s', shape => {
  test('what happens by itself is judged right at every look, and so it is after kills', () => {
    const run = timedRun(shape)
    let restored = false
    while (run.seek(run.step + 23)) {
      if ([460, 1150, 1840].includes(run.step)) run.act('kill-task', 'count-1')
      const { state, committed } = run.verdict()
      expect([state.verdict, committed.verdict], `step ${run.step}`).toEqual(['exact', 'exact'])
      restored ||= run.verdict().restored?.checkpoint !== undefined
    }
    expect(run.jobStatus()).toBe('FINISHED')
    expect(restored).toBe(true)
    expect(run.verdict().sums.committed).toBeGreaterThan(10)
    expect(run.verdict()).toEqual(now(run))
  })
})

test('a timer too few, a timer too many and another window are wrong, and the row is named', () => {
  const run = timedRun('timers')
  const timers = heldRows(until(run, timersOf))
  const [row, entry] = [...timers][0]!
  timers.delete(row)
  expect(now(run).state.verdict).toBe('wrong')
  expect(now(run).state.examples[0]!.record).toBe(row)
  timers.set(row, entry).set(`9999||${row.split('|')[2]}`, entry)
  expect(now(run).state.examples[0]!.where).toMatch(/expected nothing, got true/)

  const other = timedRun('sessions')
  const windows = until(other, windowsOf)
  const first = [...heldRows(windows)][0]!
  first[1].value = { user: 'z', at: 1 }
  expect(now(other).state.examples[0]!.record).toBe(first[0])
})

test('when a timer that should have fired is left out, the watermark that went by finds it', () => {
  const run = timedRun('timers')
  const fired = until(run, () => tasks(run).find(task => lastPartition(task) === MOMENTS.eventTimer) ?? null)
  const { lineage } = fired
  // The moment is taken out of what the task says of itself; its watermark goes through in the next steps.
  lineage!.length -= 1
  lineage!.moments -= 1
  expect(now(run).state.verdict).toBe('wrong')
})

function lastPartition({ lineage }: TaskActor): number {
  return lineage === null || lineage.length === 0 ? 0 : lineage.log.partitionAt(lineage.length - 1)
}

test('committed output: what a timer made counts once, a second time is seen, another value too', () => {
  const run = timedRun('timers')
  run.advanceToEnd()
  const transaction = run.brokerTransactions().find(({ content }) => content.records.length > 1) as {
    content: TransactionContent
  }
  const { id, sink, subtask, checkpoint, attempt, records } = transaction.content
  expect(records.every(({ partition }) => partition === -1)).toBe(true)
  const rewrite = (changed: TransactionContent['records']): Verdict => {
    transaction.content = new TransactionContent(id, sink, subtask, checkpoint, attempt, changed)
    return now(run)
  }
  expect(legs(rewrite(records))).toEqual(['exact', 'exact'])
  expect(rewrite(records.slice(1)).committed.verdict).toBe('lost')
  expect(rewrite([records[0]!, ...records]).committed.verdict).toBe('duplicated')
  const other = { ...records[0]!, value: { user: 'z', at: 77 } }
  expect(
    rewrite([other, ...records.slice(1)]).committed.examples.some(({ where }) => where.includes('77')),
  ).toBe(true)
})

test('a broadcast record that one subtask gets twice and another not at all is lost and duplicated', () => {
  const run = timedRun('broadcast')
  const found = until(run, () => {
    for (const channel of run.plan.channels) {
      if (channel.edge.partitioner !== 'BROADCAST') continue
      const item = taskOf(run.world, channel.to).inputs[channel.input]?.queue[0]
      if (item !== undefined && isBuffer(item) && item.records > 0) return { channel, item }
    }
    return null
  })
  const { channel, item } = found
  const other = run.plan.channels.find(
    ({ edge, from, to }) => edge === channel.edge && from === channel.from && to !== channel.to,
  )!
  taskOf(run.world, channel.to).inputs[channel.input]!.queue.shift()
  taskOf(run.world, other.to).inputs[other.input]!.queue.push(item)
  run.seek(run.step + 60)
  const { state } = now(run)
  expect([state.verdict, state.lost > 0, state.duplicated > 0]).toEqual(['lost', true, true])
})

describe('invariants', () => {
  const broken = (run: Run): number[] =>
    checkInvariants(run.plan, run.world).flatMap(({ id, holds }) => (holds ? [] : [id]))

  test('a watermark that falls on its channel is seen', () => {
    const run = timedRun('timers')
    const valve = until(run, () => {
      for (const { input, to, index } of run.plan.channels) {
        const task = taskOf(run.world, to)
        const onItsWay = task.inbox.items.some(
          ({ body }) =>
            body.type === 'item' &&
            body.channel === index &&
            isBuffer(body.item) &&
            body.item.size > body.item.records,
        )
        if (onItsWay && task.life === 'RUNNING') return task.eventTime.valves[0]!.channels[input]!
      }
      return null
    })
    expect(broken(run)).toEqual([])
    valve.watermark = Infinity
    expect(broken(run)).toContain(11)
  })

  test('a watermark above that of an active channel is seen', () => {
    const run = timedRun('timers')
    const valve = until(
      run,
      () =>
        tasks(run)
          .flatMap(task => task.eventTime.valves)
          .find(({ lastWatermark }) => lastWatermark > 0) ?? null,
    )
    valve.lastWatermark += 1000
    expect(broken(run)).toContain(12)
  })

  test('a timer that is left below a watermark that is through is seen, and a timer of a foreign key', () => {
    const run = timedRun('timers')
    const task = until(
      run,
      () =>
        tasks(run).find(
          other =>
            lastPartition(other) === MOMENTS.advanced && (other.runtime?.wiring.tables().length ?? 0) > 1,
        ) ?? null,
    )
    const timers = task.runtime!.wiring.timers[0]!.eventTime!
    expect(broken(run)).toEqual([])
    timers.register(task.eventTime.operators[0]!.inputs.watermark, '', ownKey(run, task), 0)
    expect(broken(run)).toContain(13)
    timers.register(
      99_999,
      '',
      'abcde'.split('').find(key => !isOwn(run, task, key))!,
      0,
    )
    expect(broken(run)).toContain(8)
  })

  const isOwn = (_run: Run, task: TaskActor, key: string): boolean =>
    task.runtime!.wiring.tables().some(table => [...table.rows.keys()].some(row => row.endsWith(key)))
  const ownKey = (run: Run, task: TaskActor): string => 'abcde'.split('').find(key => isOwn(run, task, key))!
})

/** What a timer made reaches the operator behind it twice; to the end of the job. */
function numberedTwice(mode: string): LegVerdict {
  const run = timedRun('numbered', { 'execution.checkpointing.mode': mode })
  const { input, item } = until(run, run => {
    const numbering = tasks(run).filter(({ index }) => run.plan.task(index).name.startsWith('number'))
    const heads = numbering.flatMap(({ inputs }) => inputs.map(input => ({ input, item: input.queue[0] })))
    return heads.find(({ item }) => item !== undefined && isBuffer(item) && !item.isMark(0)) ?? null
  })
  input.queue.push(item!)
  input.arrived.push(input.arrived[0]!)
  run.advanceToEnd()
  expect(run.verdict().state.verdict).toBe('duplicated')
  return run.verdict().committed
}

test('at least once, what comes of a record that was made again is not held against what it had said', () => {
  expect(numberedTwice('EXACTLY_ONCE').verdict).toBe('lost')
  const { verdict, examples } = numberedTwice('AT_LEAST_ONCE')
  expect([verdict, examples[0]!.where]).toEqual(['off', expect.stringMatching(/^at least once: /)])
})
