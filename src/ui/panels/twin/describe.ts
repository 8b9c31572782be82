/** The scene as sentences. Pure: the same frame gives the same words, so a test can hold them against the drawing. */
import { EVENT_TIME_MIN, type VirtualTime } from '../../../base/time.ts'
import type {
  ActorScene,
  ChannelFrame,
  ChannelItem,
  ChannelScene,
  Frame,
  Scene,
  TaskFrame,
  VertexScene,
} from '../../../engine/api/frame.ts'
import { timeLeft } from '../../../store/alignment-timer.ts'
import { duration } from '../../i18n/format.ts'
import { actorName, partOf } from '../../../store/scene.ts'
import { storedSnapshots } from '../../../store/stored-snapshots.ts'
import type { sharedTexts } from '../../i18n/texts.ts'
import type { TwinTexts } from './text.ts'

export type SharedTexts = (typeof sharedTexts)['en']

const KEYS_MAX = 6

export const taskManagerOf = (scene: Scene, { taskManager }: TaskFrame): string | null =>
  taskManager < 0 ? null : actorName(scene, taskManager)

export function describeTask(
  task: TaskFrame,
  text: TwinTexts,
  shared: SharedTexts,
  now: VirtualTime,
  taskManager: string | null = null,
): string {
  const parts = [
    text.state(text.states[task.state], task.state === 'RUNNING' ? shared.activities[task.activity] : null),
    ...(taskManager === null ? [] : [text.runsIn(taskManager)]),
  ]
  if (task.inHand !== null) parts.push(text.inHand(task.inHand.label))
  for (const split of task.source?.splits ?? []) parts.push(text.nextOffset(split.id, split.offset))
  if (task.keyGroups !== null) parts.push(describeState(task, text))
  parts.push(...describeSink(task, text))
  parts.push(...describeTime(task, text))
  const part = partOf(task)
  if (part !== null) {
    const { phase, barriersSeen, barriersTotal } = part
    parts.push(text.checkpoint(task.checkpointId, shared.phases[phase](barriersSeen, barriersTotal)))
  }
  if (task.alignmentTimer !== null) {
    const { timer, left } = timeLeft(task.alignmentTimer, now)
    parts.push(text.alignmentTimer[timer.side](duration(left)))
  }
  return parts.join(' ')
}

function describeState(task: TaskFrame, text: TwinTexts): string {
  if (task.keyCount === 0) return text.noKeys
  const rows = task.stateRows.slice(0, KEYS_MAX).map(row => `${row.key} ${row.value}`)
  return text.keys(rows, task.keyCount - rows.length)
}

/** Nothing where neither watermarks nor timers are. */
function describeTime({ eventTime, source }: TaskFrame, text: TwinTexts): readonly string[] {
  const { watermark, idle, lateDropped, timers, eventTimers, processingTimers } = eventTime
  const next = timers[0]
  return [
    ...(watermark === EVENT_TIME_MIN ? [] : [text.taskWatermark(watermark)]),
    ...(idle ? [text.idle] : []),
    ...(source?.splits ?? []).filter(split => split.idle).map(split => text.idleSplit(split.id)),
    ...(next === undefined ? [] : [text.timers(eventTimers + processingTimers, next.key, next.timestamp)]),
    ...(lateDropped === 0 ? [] : [text.lateDropped(lateDropped)]),
  ]
}

function describeSink({ sink }: TaskFrame, text: TwinTexts): readonly string[] {
  if (sink === null) return []
  return [
    ...(sink.open === null ? [] : [text.open(sink.open.checkpoint, sink.open.records)]),
    ...sink.prepared.map(one => text.prepared(one.checkpoint, one.records)),
    sink.transactional ? text.committed(sink.committed) : text.written(sink.written),
  ]
}

function itemWord(item: ChannelItem, text: TwinTexts): string {
  switch (item.type) {
    case 'record':
      return item.saved === undefined ? item.record.label : text.saved(item.record.label, item.saved)
    case 'barrier':
      return text.barrier(item.checkpoint)
    case 'more':
      return text.more(item.count)
    case 'watermark':
      return text.watermark(item.timestamp)
    case 'status':
      return item.idle ? text.idleStatus : text.activeStatus
    case 'end':
      return text.end
  }
}

/** Head to tail: what the receiver has, what travels, what waits at the sender. */
function describeChannel(channel: ChannelFrame, text: TwinTexts): string {
  const words = (items: readonly ChannelItem[]) => items.map(item => itemWord(item, text)).join(', ')
  const parts: string[] = []
  if (channel.receiverBlocked > 0) parts.push(text.blocked)
  else if (channel.senderBlocked > 0) parts.push(text.held(channel.senderBlocked))
  if (channel.received.length > 0) parts.push(text.received(words(channel.received)))
  if (channel.inTransit.length > 0) parts.push(text.inTransit(words(channel.inTransit.map(one => one.item))))
  if (channel.queued.length > 0) parts.push(text.queued(channel.queuedCount, words(channel.queued)))
  return parts.length === 0 ? text.empty : parts.join(', ')
}

export const describeOutput = (
  scene: Scene,
  channel: ChannelScene,
  shown: ChannelFrame,
  text: TwinTexts,
): string => text.to(nameWithTag(actorName(scene, channel.to), channel, text), describeChannel(shown, text))

export const describeInput = (
  scene: Scene,
  channel: ChannelScene,
  shown: ChannelFrame,
  text: TwinTexts,
): string => {
  const name = nameWithTag(actorName(scene, channel.from), channel, text)
  const parts = [
    ...(channel.gate > 0 ? [text.secondInput] : []),
    ...(shown.watermark === EVENT_TIME_MIN ? [] : [text.watermark(shown.watermark)]),
    ...(shown.idle ? [text.idleChannel] : shown.aligned ? [] : [text.catchingUp]),
    describeChannel(shown, text),
  ]
  return text.from(name, parts.join(', '))
}

const nameWithTag = (name: string, channel: ChannelScene, text: TwinTexts): string =>
  channel.tag !== null
    ? text.sideOutput(name, channel.tag)
    : channel.partitioner === 'BROADCAST'
      ? text.broadcast(name)
      : name

/** Where each TaskManager stands, where there is something to say of it. */
export function describeCluster(scene: Scene, { cluster }: Frame, text: TwinTexts): string[] {
  const lost = cluster.taskManagers.flatMap(({ actor, life, cutOffUntil, isolatedUntil }) => {
    const name = actorName(scene, actor)
    if (life !== 'up') return [text.taskManagerGone(name, life === 'starting')]
    return [
      ...(cutOffUntil >= 0 ? [text.taskManagerCutOff(name)] : []),
      ...(isolatedUntil >= 0 ? [text.taskManagerIsolated(name)] : []),
    ]
  })
  const missing = cluster.missingSlots > 0 ? [text.slotsMissing(cluster.missingSlots)] : []
  return [...(cluster.jobManager.isUp ? [] : [text.jobManagerDown]), ...lost, ...missing]
}

export function describeCoordinator(scene: Scene, frame: Frame, text: TwinTexts): string {
  const cluster = describeCluster(scene, frame, text)
  const { consecutive, tolerable } = frame.coordinator.failures
  const failed = consecutive === 0 ? [] : [text.tolerated(consecutive, tolerable)]
  const job = [text.job(frame.job.status, frame.job.attempt + 1), ...failed, ...cluster].join(' ')
  const newest = frame.coordinator.checkpoints[0]
  if (newest === undefined) return `${job} ${text.noCheckpoint}`
  const total = newest.subtasks.length
  const acked = newest.subtasks.filter(one => one.ackedAt >= 0).length
  const isSavepoint = newest.snapshot.kind === 'savepoint'
  if (newest.status === 'completed') return `${job} ${text.completed(newest.id, isSavepoint)}`
  if (newest.status === 'aborted') return `${job} ${text.aborted(newest.id, acked, total, isSavepoint)}`
  const acks = frame.messages
    .filter(message => message.kind === 'ack' && message.checkpoint === newest.id)
    .map(message => actorName(scene, message.from))
  const inTransit = acks.length === 0 ? '' : ` ${text.inTransitAcks(acks.join(', '))}`
  return `${job} ${text.pending(newest.id, acked, total, isSavepoint)}${inTransit}`
}

export function describeStorage({ storage, broker, tasks }: Frame, text: TwinTexts): string {
  const { checkpoints, savepoints, gone } = storedSnapshots(storage)
  const stored = [...checkpoints.map(id => `chk-${id}`), ...savepoints]
  const held = stored.length === 0 ? text.nothingStored : text.stored(stored.join(', '))
  const lost = gone.length === 0 ? '' : ` ${text.gone(gone.map(id => `chk-${id}`).join(', '))}`
  const { writing } = storage
  const now = writing === null ? '' : ` ${text.writing(writing.checkpoint, writing.done, writing.total)}`
  return `${held}${lost}${now} ${text.visible(broker.committed + writtenAtOnce(tasks))}`
}

/** What the broker of a vertex's sinks holds: prepared transactions, and what readers see. */
export function describeBroker(scene: Scene, vertex: VertexScene, frame: Frame, text: TwinTexts): string {
  const prepared = frame.broker.transactions.filter(
    ({ sink, status }) => status === 'prepared' && vertex.sinks.some(({ uid }) => uid === sink),
  )
  const isHere = (actor: number) =>
    scene.actors.some(one => one.index === actor && one.vertex === vertex.index)
  const committed = frame.tasks.reduce(
    (sum, { actor, sink }) => sum + (isHere(actor) ? (sink?.committed ?? 0) : 0),
    0,
  )
  return [...prepared.map(one => text.prepared(one.checkpoint, one.records)), text.visible(committed)].join(
    ' ',
  )
}

/** Results of sinks without transactions, which readers see at once. */
const writtenAtOnce = (tasks: Frame['tasks']): number =>
  tasks.reduce((sum, { sink }) => sum + (sink === null || sink.transactional ? 0 : sink.written), 0)

export function describeVerdict({ verdict }: Frame, text: TwinTexts): string {
  const judged = [verdict.state, verdict.committed].filter(leg => leg.verdict !== 'off')
  const lost = Math.max(0, ...judged.map(leg => leg.lost))
  const duplicated = Math.max(0, ...judged.map(leg => leg.duplicated))
  const holds = judged.every(leg => leg.verdict === 'exact')
  // Without a leg to judge by there is no verdict, least of all a good one.
  if (judged.length === 0) return text.noVerdict
  return [
    holds ? text.exact : text.notExact,
    text.lost(lost, duplicated),
    text.readAgain(verdict.sums.readAgain),
  ].join(' ')
}

export interface TwinGroups {
  readonly sources: readonly ActorScene[]
  readonly operators: readonly ActorScene[]
  readonly sinks: readonly ActorScene[]
}

export function groupTasks(scene: Scene): TwinGroups {
  const tasks = scene.actors.filter(actor => actor.kind === 'task')
  const role = (actor: ActorScene) => scene.vertices[actor.vertex]?.role
  return {
    sources: tasks.filter(actor => role(actor) === 'source'),
    operators: tasks.filter(actor => role(actor) === 'operator'),
    sinks: tasks.filter(actor => role(actor) === 'sink'),
  }
}
