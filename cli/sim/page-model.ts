/**
 * What a page shows against what is so. One run is gone through back and forth, as a person at a page does, and a frame
 * is taken at each stop; another only goes forward, and its world is read as JSON. The frame must say the same, its
 * verdict that of an oracle that has seen nothing else.
 */
import { createRng, nextInt, type Rng } from '../../src/base/prng.ts'
import type { Frame, StateRow } from '../../src/engine/api/frame.ts'
import type { Command } from '../../src/engine/api/spec.ts'
import { judgeAfresh } from '../../src/engine/check/oracle.ts'
import { jobManagerOf, taskOf } from '../../src/engine/check/view.ts'
import type { Run } from '../../src/engine/index.ts'
import type { TaskActor } from '../../src/engine/kernel/world.ts'
import { isBuffer, type ChannelItem } from '../../src/engine/network/buffer.ts'
import { randomRun } from './simulate.ts'

const STOPS = 50
const STEPS_MAX = 1500
/** `web.checkpoints.history` */
const HISTORY_MAX = 10
/** The last ones, as in the frame. */
const TRANSACTIONS_SHOWN = 16
const ALL = { stateRows: Infinity, queueItems: Infinity, stateFilter: null }

/** By what it is about: the part of a frame, or of a world, that both must have alike. */
type Facts = Readonly<Record<string, unknown>>

const json = (value: unknown): string => JSON.stringify(value)

/** As the page gets it: plain data that has crossed to it. */
export const pageFrame = (run: Run): Frame => structuredClone(run.frame(ALL))

/** As tables name their rows. */
const rowName = ({ state, namespace, key }: StateRow): string =>
  `${state} ${namespace === '' ? key : `${namespace}|${key}`}`

export function factsOfFrame({ cursor, job, coordinator, tasks, channels, broker, verdict }: Frame): Facts {
  const ids = (status: string) =>
    coordinator.checkpoints.filter(other => other.status === status).map(({ id }) => id)
  return {
    cursor: [cursor.step, cursor.time, cursor.hash],
    job: [job.status, job.attempt, job.restoredFrom, job.failure],
    pending: ids('pending').sort((a, b) => a - b),
    counts: coordinator.counts,
    tasks: tasks.map(task => [task.state, task.attempt, task.processed, task.failure]),
    splits: tasks.map(({ source }) => source?.splits.map(({ id, offset }) => [id, offset]) ?? null),
    keys: tasks.map(({ stateRows }) => stateRows.map(rowName).sort()),
    channels: channels.map(channel => [
      channel.creditsFree,
      channel.senderBlocked,
      channel.receiverBlocked,
      channel.inTransit.some(({ item }) => item.type === 'record'),
    ]),
    committed: broker.committed,
    transactions: broker.transactions.map(({ id, status, records }) => [id, status, records]),
    verdict,
  }
}

export function factsOfWorld(run: Run): Facts {
  const { plan } = run
  const world = run.world
  const { coordinator, ...jobManager } = jobManagerOf(world)
  const tasks = plan.tasks.map(({ actor }) => taskOf(world, actor))
  const transactions = run.brokerTransactions()
  return {
    cursor: [world.step, world.now, run.hashInFull()],
    job: [jobManager.status, Math.max(0, jobManager.attempt), jobManager.restoredFrom, jobManager.errorText],
    pending: listed(coordinator.pending, coordinator.history),
    counts: coordinator.counts,
    tasks: tasks.map(task => [task.life, Math.max(0, task.attempt), task.processed, task.errorText]),
    splits: tasks.map(
      (task, i) =>
        task.source?.splits.map(({ partition, offset }) => [plan.partitions[partition]!.split.id, offset]) ??
        (plan.tasks[i]!.partitions.length > 0 ? [] : null),
    ),
    keys: tasks.map((task, i) => (plan.tasks[i]!.key === null ? [] : keysOf(task))),
    channels: plan.channels.map(({ index, from, to }) => {
      const output = taskOf(world, from).outputs.find(other => other.channel === index)!
      const receiver = taskOf(world, to)
      const input = receiver.inputs.find(other => other.channel === index)!
      const underWay = receiver.inbox.items.some(
        ({ body }) =>
          body.type === 'item' &&
          body.channel === index &&
          body.attempt >= receiver.attempt &&
          holdsRecords(body.item),
      )
      return [output.credits, Math.max(0, output.blocked), Math.max(0, input.blocked), underWay]
    }),
    committed: transactions
      .filter(({ status }) => status === 'committed')
      .reduce((sum, { content }) => sum + content.records.length, 0),
    transactions: transactions
      .slice(-TRANSACTIONS_SHOWN)
      .map(({ status, content: { id, records } }) => [id, status, records.length]),
    verdict: judgeAfresh(plan, world),
  }
}

/** A history that is full has no place for one that is still pending and older than all in it, as in Flink's. */
function listed(
  pending: readonly { readonly id: number }[],
  history: readonly { readonly id: number }[],
): number[] {
  const oldest = history.length < HISTORY_MAX ? 0 : history.at(-1)!.id
  return pending
    .map(({ id }) => id)
    .filter(id => id >= oldest)
    .sort((a, b) => a - b)
}

function holdsRecords(item: ChannelItem): boolean {
  return isBuffer(item) && Array.from({ length: item.size }, (_, i) => i).some(i => !item.isMark(i))
}

function keysOf({ runtime }: TaskActor): string[] {
  const tables = runtime?.wiring.tables() ?? []
  return tables
    .filter(({ scope }) => scope !== 'timer')
    .flatMap(({ state, rows }) => [...rows.keys()].map(key => `${state} ${key}`))
    .sort()
}

/** What the page says otherwise than the world is; null: nothing. */
export function differenceOf(page: Facts, world: Facts): string | null {
  for (const name of Object.keys(world))
    if (json(page[name]) !== json(world[name]))
      return `${name}: the page has ${json(page[name])}, the world ${json(world[name])}`
  return null
}

/** Some task dies at some step. */
function killOf(seed: number, rng: Rng): Command {
  const { run } = randomRun(seed)
  run.seek(STEPS_MAX)
  const { name } = run.plan.tasks[nextInt(rng, run.plan.tasks.length)]!
  return { id: 1, parent: null, at: nextInt(rng, run.step), kind: 'kill-task', target: name }
}

/** Random stops of a random run with a failure in it; null: at each the page has what is so. */
export function pageFault(seed: number): string | null {
  const rng = createRng(seed, 'page')
  const commands = [killOf(seed, rng)]
  const opened = () => randomRun(seed, { commands }).run
  const shown = opened()
  shown.seek(STEPS_MAX)
  const end = shown.step
  const stops = Array.from({ length: STOPS }, () => nextInt(rng, end + 1))
  const pages = new Map(stops.map(step => [step, (shown.seek(step), factsOfFrame(pageFrame(shown)))]))
  const world = opened()
  for (const [step, page] of [...pages].sort(([a], [b]) => a - b)) {
    world.seek(step)
    const difference = differenceOf(page, factsOfWorld(world))
    if (difference !== null) return `step ${step}, ${difference}`
  }
  return null
}
