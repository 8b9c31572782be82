/**
 * The small events, told by their `reason`: timers and messages that changed nothing a picture would show, messages
 * that came too late. Reasons that are not known are quoted.
 */
import type { Facts } from './facts.ts'
import { say, strong, type Sentence } from './sentence.ts'

type Notes = Readonly<Record<string, (facts: Facts) => Sentence>>

const housekeepingEn: Notes = {
  wake: ({ actor }) => say`${strong(actor)} wakes up: its next record is due.`,
  backpressure: ({ actor }) => say`${strong(actor)} would go on, but its output queue is full.`,
  'not yet': ({ actor }) => say`The next record of ${strong(actor)} is not due yet.`,
  'no input': ({ actor }) => say`${strong(actor)} finds its inputs empty and waits.`,
  clock: ({ actor, role }) =>
    role === 'source'
      ? say`The clock of ${strong(actor)} strikes: it is to say what its watermark is.`
      : say`The clock of ${strong(actor)} strikes: timers by processing time may be due.`,
  prepared: ({ actor }) => say`${strong(actor)} hears that the broker holds its transaction.`,
  'mail complete': ({ actor, checkpoint }) =>
    say`The word that checkpoint ${checkpoint} is complete reaches the mailbox of ${strong(actor)}.`,
  'mail abort': ({ actor, checkpoint }) =>
    say`The word that checkpoint ${checkpoint} is aborted reaches the mailbox of ${strong(actor)}.`,
  end: ({ actor, from }) => say`The end of the data arrives at ${strong(actor)} on channel ${strong(from)}.`,
  'old timer': () => say`A timer of the coordinator is out of date and does nothing.`,
  queued: () => say`A checkpoint is due, but another one is under way: the request waits.`,
  'minimum pause': () => say`A checkpoint is due, but the minimum pause is not over: it waits.`,
  'timeout of a settled checkpoint': ({ checkpoint }) =>
    checkpoint > 0
      ? say`The timeout of checkpoint ${checkpoint} comes after it was settled and does nothing.`
      : say`The timeout of a settled checkpoint does nothing.`,
  'end of data': ({ peer }) => say`The JobManager hears that ${strong(peer)} has no more records.`,
  'source progress': ({ peer, amount }) =>
    say`The coordinator hears that ${strong(peer)} has read ${amount} more records.`,
  'old restart': () => say`A restart that was replaced does nothing.`,
  'restart delay passed': () => say`The restart delay is over: the tasks are deployed again.`,
  'nothing to roll back': ({ peer }) =>
    say`The broker finds no open transaction of ${strong(peer)} to roll back.`,
  'end of restored data': ({ actor, from }) =>
    say`${strong(actor)} has all that a checkpoint had saved of channel ${strong(from)}.`,
  debloat: ({ actor }) => say`${strong(actor)} looks at its throughput; the size of its buffers will do.`,
  'buffer size': ({ actor, to, amount }) =>
    say`${strong(actor)} fills buffers of ${amount} bytes for ${strong(to)} from now on.`,
  'records processed': ({ actor, to }) =>
    say`${strong(actor)} hears that ${strong(to)} has processed all its records.`,
  'alignment in time': ({ checkpoint }) =>
    say`The timeout of an alignment comes after checkpoint ${checkpoint} was aligned and does nothing.`,
  'barrier sent in time': ({ checkpoint }) =>
    say`Barrier ${checkpoint} has left the output queues in time; its timeout does nothing.`,
  store: ({ peer, checkpoint, amount }) =>
    say`The snapshot of ${strong(peer)} for checkpoint ${checkpoint} reaches storage: ${amount} bytes to write.`,
  fetch: ({ peer, checkpoint }) =>
    say`Storage is asked for the state of ${strong(peer)} in checkpoint ${checkpoint}.`,
  discard: ({ checkpoint }) => say`Storage deletes the files of checkpoint ${checkpoint}.`,
  discarded: ({ checkpoint }) => say`The files of checkpoint ${checkpoint} are gone.`,
  'store-metadata': ({ checkpoint }) => say`The _metadata of checkpoint ${checkpoint} reaches storage.`,
  written: ({ peer, checkpoint }) =>
    say`Storage has written what ${strong(peer)} gave it for checkpoint ${checkpoint}.`,
  'write failed': ({ effect }) => say`Storage cannot write ${effect}.`,
  'waits for the broker': ({ actor }) =>
    say`${strong(actor)} waits for an answer of the broker and takes nothing.`,
  'old transaction timeout': () =>
    say`The timeout of a transaction comes after it was settled and does nothing.`,
}

const housekeepingZh: Notes = {
  wake: ({ actor }) => say`${strong(actor)} 被唤醒：下一条记录到期。`,
  backpressure: ({ actor }) => say`${strong(actor)} 想继续，但输出队列已满。`,
  'not yet': ({ actor }) => say`${strong(actor)} 的下一条记录尚未到期。`,
  'no input': ({ actor }) => say`${strong(actor)} 的输入为空，等待。`,
  clock: ({ actor, role }) =>
    role === 'source'
      ? say`${strong(actor)} 的时钟到点：该报告它的水位线了。`
      : say`${strong(actor)} 的时钟到点：可能有处理时间定时器到期。`,
  prepared: ({ actor }) => say`${strong(actor)} 得知 broker 已持有它的事务。`,
  'mail complete': ({ actor, checkpoint }) =>
    say`检查点 ${checkpoint} 完成的消息到达 ${strong(actor)} 的邮箱。`,
  'mail abort': ({ actor, checkpoint }) => say`检查点 ${checkpoint} 中止的消息到达 ${strong(actor)} 的邮箱。`,
  end: ({ actor, from }) => say`数据结束标记经通道 ${strong(from)} 到达 ${strong(actor)}。`,
  'old timer': () => say`协调器的一个定时器已过时，不做任何事。`,
  queued: () => say`检查点到期，但另一个正在进行：请求等待。`,
  'minimum pause': () => say`检查点到期，但最小间隔未过：等待。`,
  'timeout of a settled checkpoint': ({ checkpoint }) =>
    checkpoint > 0
      ? say`检查点 ${checkpoint} 的超时在其了结之后到来，不做任何事。`
      : say`已了结检查点的超时不做任何事。`,
  'end of data': ({ peer }) => say`JobManager 得知 ${strong(peer)} 不再有记录。`,
  'source progress': ({ peer, amount }) => say`协调器得知 ${strong(peer)} 又读取了 ${amount} 条记录。`,
  'old restart': () => say`已被取代的重启不做任何事。`,
  'restart delay passed': () => say`重启延迟已过：任务重新部署。`,
  'nothing to roll back': ({ peer }) => say`broker 没有 ${strong(peer)} 的打开事务需要回滚。`,
  'end of restored data': ({ actor, from }) =>
    say`${strong(actor)} 已收到检查点为通道 ${strong(from)} 保存的全部数据。`,
  debloat: ({ actor }) => say`${strong(actor)} 检查吞吐量；缓冲大小不变。`,
  'buffer size': ({ actor, to, amount }) =>
    say`${strong(actor)} 此后为 ${strong(to)} 填充 ${amount} 字节的缓冲。`,
  'records processed': ({ actor, to }) => say`${strong(actor)} 得知 ${strong(to)} 已处理完它的全部记录。`,
  'alignment in time': ({ checkpoint }) => say`对齐超时在检查点 ${checkpoint} 对齐之后到来，不做任何事。`,
  'barrier sent in time': ({ checkpoint }) => say`屏障 ${checkpoint} 已及时离开输出队列；其超时不做任何事。`,
  store: ({ peer, checkpoint, amount }) =>
    say`${strong(peer)} 在检查点 ${checkpoint} 的快照到达存储：待写入 ${amount} 字节。`,
  fetch: ({ peer, checkpoint }) => say`向存储请求 ${strong(peer)} 在检查点 ${checkpoint} 中的状态。`,
  discard: ({ checkpoint }) => say`存储删除检查点 ${checkpoint} 的文件。`,
  discarded: ({ checkpoint }) => say`检查点 ${checkpoint} 的文件已删除。`,
  'store-metadata': ({ checkpoint }) => say`检查点 ${checkpoint} 的 _metadata 到达存储。`,
  written: ({ peer, checkpoint }) => say`存储写完了 ${strong(peer)} 为检查点 ${checkpoint} 交来的内容。`,
  'write failed': ({ effect }) => say`存储无法写入 ${effect}。`,
  'waits for the broker': ({ actor }) => say`${strong(actor)} 在等待 broker 的答复，什么也不取。`,
  'old transaction timeout': () => say`事务的超时在其了结之后才到，没有作用。`,
}

export const housekeeping = (facts: Facts): Sentence =>
  housekeepingEn[facts.reason]?.(facts) ?? say`A timer at ${strong(facts.actor)} finds nothing to do.`

export const housekeepingInZh = (facts: Facts): Sentence =>
  housekeepingZh[facts.reason]?.(facts) ?? say`${strong(facts.actor)} 的定时器触发，但无事可做。`

/** What a message that came too late was. */
const lateEn: Readonly<Record<string, string>> = {
  item: 'record or barrier',
  credit: 'credit',
  resume: 'resume message',
  barrier: 'barrier',
  ack: 'ack',
  'ack DUPLICATE': 'second ack',
  'ack UNKNOWN': 'ack of an unknown task',
  'ack unknown checkpoint': 'ack',
  decline: 'decline',
  stored: 'word from storage',
  'metadata-written': 'word from storage',
  'metadata-failed': 'word from storage',
  cancel: 'cancel message',
  'end-of-data': 'end of data',
  'source-progress': 'report of progress',
  fault: 'fault',
  complete: 'complete message',
  abort: 'abort message',
  trigger: 'trigger',
}

const lateZh: Readonly<Record<string, string>> = {
  item: '记录或屏障',
  credit: '信用',
  resume: '恢复消息',
  barrier: '屏障',
  ack: '确认',
  'ack DUPLICATE': '重复确认',
  'ack UNKNOWN': '未知任务的确认',
  'ack unknown checkpoint': '确认',
  decline: '拒绝',
  stored: '存储的答复',
  'metadata-written': '存储的答复',
  'metadata-failed': '存储的答复',
  cancel: '取消消息',
  'end-of-data': '数据结束',
  fault: '故障',
  'source-progress': '进度报告',
  complete: '完成消息',
  abort: '中止消息',
  trigger: '触发消息',
}

export function ignored({ checkpoint, reason }: Facts): Sentence {
  const what = lateEn[reason] ?? (reason === '' ? 'message' : reason)
  return checkpoint > 0
    ? say`A late ${what} for checkpoint ${checkpoint} arrives and is ignored.`
    : say`A late ${what} of the earlier attempt arrives and is ignored.`
}

export function ignoredInZh({ checkpoint, reason }: Facts): Sentence {
  const what = lateZh[reason] ?? (reason === '' ? '消息' : reason)
  return checkpoint > 0
    ? say`检查点 ${checkpoint} 的迟到${what}到达，被忽略。`
    : say`上一次尝试的迟到${what}到达，被忽略。`
}
