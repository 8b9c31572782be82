/** 每种事件一句中文（UI.md §12）：现在时，主语是任务或消息，已知原因则写出原因。 */
import type { TraceKind } from '../../engine/api/trace.ts'
import type { Facts } from './facts.ts'
import { joinSentences, say, strong, type Sentence } from './sentence.ts'

const WORDS = ['零', '一', '两', '三', '四', '五', '六', '七', '八', '九', '十']

export const countWordZh = (count: number): string => WORDS[count] ?? ` ${count} `

export const listedZh = (names: readonly string[]): Sentence =>
  names.flatMap((name, i) => (i === 0 ? [strong(name)] : ['、', strong(name)]))

const joined = (...sentences: readonly (Sentence | null)[]): Sentence =>
  joinSentences(
    sentences.filter(sentence => sentence !== null),
    '',
  )

const effectWords = (effect: string): string =>
  effect
    .split(/,\s*/)
    .map(part => part.replace(/^(\S+) = (.+)$/, '$1 变为 $2'))
    .join('，')

const because = (reason: string): string => (reason === '' ? '' : `：${reason}`)

function recordProcessed(facts: Facts): Sentence {
  const { role, counts, replayed, phase } = facts
  if (role === 'sink') return sinkWrites(facts)
  const verb = counts ? '统计' : '处理'
  const what = replayed ? say`重放记录 ${strong(facts.record)}` : say` ${strong(facts.record)}`
  const effect = facts.effect === '' ? say`。` : say`：${effectWords(facts.effect)}。`
  const still = facts.waitsFor.length > 0
  return joined(
    say`${strong(facts.actor)} ${verb}${what}${effect}`,
    replayed && facts.effect !== '' ? say`第一次的${counts ? '统计' : '结果'}已随失败丢弃。` : null,
    still ? say`它仍在处理 ${listedZh(facts.waitsFor)}：这些记录属于检查点 ${facts.pending}。` : null,
    phase === 'async' && facts.effect !== '' ? say`正在上传的快照保留变化前的值。` : null,
  )
}

function sinkWrites({ actor, record, transaction, replayed }: Facts): Sentence {
  const what = replayed ? say`重放记录 ${strong(record)}` : say` ${strong(record)}`
  return transaction > 0
    ? say`${strong(actor)} 写入${what}到打开的事务 ${transaction}；读者还看不到它。`
    : say`${strong(actor)} 写入${what}。`
}

function outputsQueued({ actor, record, to, blocked, backpressuredBy, role }: Facts): Sentence {
  if (backpressuredBy !== '') {
    return say`发往 ${strong(backpressuredBy)} 的输出队列已满，${strong(actor)} 处于反压。`
  }
  if (blocked) {
    return say`${strong(actor)} 将 ${strong(record)} 入队；通往 ${strong(to)} 的通道已阻塞，记录留在发送端。`
  }
  if (to === '') return say`${strong(actor)} 已${role === 'sink' ? '写入' : '处理完'} ${strong(record)}。`
  const what = record === '' ? say`结果` : say` ${strong(record)} `
  return say`${strong(actor)} 将${what}放入发往 ${strong(to)} 的队列。`
}

function barrierArrived({ actor, from, checkpoint, amount, total, waitsFor, alignedAfter }: Facts): Sentence {
  if (alignedAfter !== '' && total > 1) {
    const channels = total === 2 ? '两个通道' : `全部${countWordZh(total)}个通道`
    return say`${channels}的屏障 ${checkpoint} 均已到达：${strong(actor)} 用 ${alignedAfter} 完成对齐。`
  }
  const reaches = say`屏障 ${checkpoint} 经通道 ${strong(from)} 到达 ${strong(actor)}`
  if (total === 1) return say`${reaches}，这是它唯一的输入，无须等待。`
  if (amount >= total) return say`${reaches}，${countWordZh(total)}个通道已到齐。`
  if (waitsFor.length === 0) return say`${reaches}，${amount} / ${total}。`
  return say`${reaches}；该通道现在等待 ${listedZh(waitsFor)}。`
}

function acknowledged({ peer, checkpoint, amount, total }: Facts): Sentence {
  const ack = say`${strong(peer)} 确认检查点 ${checkpoint}：${amount} / ${total}。`
  if (amount < total) return ack
  return joined(ack, say`${countWordZh(total)}个子任务均已确认，协调器写入 _metadata。`)
}

const checkpointAborted = ({ checkpoint, acknowledged: acks, total, tasks, reason }: Facts): Sentence =>
  say`检查点 ${checkpoint} 在 ${acks} / ${total > 0 ? total : tasks} 时中止${because(reason)}。`

function jobStatusChanged({ reason, tasks }: Facts): Sentence {
  switch (reason) {
    case 'RESTARTING':
      return say`${countWordZh(tasks)}个任务全部停止：它们属于同一个故障恢复区域。`
    case 'RUNNING':
      return say`作业正在运行。`
    case 'FINISHED':
      return say`作业已完成：所有 source 已结束，全部结果已提交。`
    case 'FAILED':
      return say`作业已失败：重启策略不再允许重试。`
    default:
      return say`作业状态变为 ${reason}。`
  }
}

function stateRestored({ actor, checkpoint, role, effect }: Facts): Sentence {
  if (checkpoint <= 0) return say`${strong(actor)} 以空状态启动：还没有已完成的检查点。`
  if (effect !== '') return say`${strong(actor)} 恢复到检查点 ${checkpoint}：${effect}。`
  return say`${strong(actor)} 恢复到检查点 ${checkpoint}${role === 'source' ? '，并回到其中记录的位点' : ''}。`
}

const taskFailed = ({ actor, time, phase, reason }: Facts): Sentence =>
  say`${strong(actor)} 在 ${time}${phase === 'aligning' ? '、对齐途中' : ' '}失败${because(reason)}。`

function transactionCommitted({ actor, peer, checkpoint, amount }: Facts): Sentence {
  const sink = strong(peer === '' ? actor : peer)
  return amount === 0
    ? say`${sink} 再次提交事务 ${checkpoint}；broker 已提交过，结果不变。`
    : say`${sink} 提交事务 ${checkpoint}：${amount} 条结果变为可见。`
}

const transactionAborted = ({ actor, peer, amount }: Facts): Sentence =>
  say`${strong(peer === '' ? actor : peer)} 的打开事务被回滚：这 ${amount} 条结果从未对读者可见。`

function commandApplied({ reason, peer, actor, effect }: Facts): Sentence {
  const target = strong(peer === '' ? actor : peer)
  switch (reason) {
    case 'kill-task':
      return say`你终止了 ${target}。`
    case 'slow-task':
      return say`你让 ${target} 变慢${because(effect)}。`
    case 'trigger-checkpoint':
      return say`你请求协调器执行一次检查点。`
    case 'cancel-job':
      return say`你取消了作业。`
    default:
      return say`命令生效${because(reason)}。`
  }
}

export const narrationZh: Readonly<Record<TraceKind, (facts: Facts) => Sentence>> = {
  RecordRead: ({ actor, offset, key, replayed }) =>
    replayed
      ? say`${strong(actor)} 再次读取位点 ${offset}（键 ${strong(key)}），失败前已读过一次。`
      : say`${strong(actor)} 读取位点 ${offset}（键 ${strong(key)}）。`,
  RecordProcessed: recordProcessed,
  OutputsQueued: outputsQueued,
  BufferArrived: ({ record, actor, from, amount }) =>
    record === ''
      ? say`${Math.max(amount, 1)} 条记录从 ${strong(from)} 到达 ${strong(actor)}。`
      : say`${strong(record)} 经通道 ${strong(from)} 到达 ${strong(actor)}，占用 1 个信用。`,
  CreditArrived: ({ actor, to }) => say`${strong(to)} 归还 1 个信用：${strong(actor)} 可以再发一条记录。`,
  BufferFlushed: ({ actor, to }) => say`缓冲超时已到：${strong(actor)} 把已有的记录发往 ${strong(to)}。`,

  CheckpointTriggered: ({ checkpoint, sources }) =>
    say`检查点协调器在${countWordZh(sources)}个 source 上触发检查点 ${checkpoint}。`,
  TriggerReceived: ({ actor, checkpoint, busy }) =>
    busy
      ? say`${strong(actor)} 仍在忙，触发消息在它的邮箱里等待。`
      : say`检查点 ${checkpoint} 的触发消息到达 ${strong(actor)}。`,
  BarrierPrepared: ({ actor, checkpoint }) => say`${strong(actor)} 逐个算子为检查点 ${checkpoint} 做准备。`,
  BarrierBroadcast: ({ actor, checkpoint, role }) =>
    role === 'source'
      ? say`${strong(actor)} 先向所有输出发送屏障 ${checkpoint}，再做快照。`
      : say`${strong(actor)} 在快照之前先广播屏障 ${checkpoint}。`,
  SubpartitionBlocked: ({ actor, to, checkpoint }) =>
    say`屏障 ${checkpoint} 之后，${strong(actor)} 不再向 ${strong(to)} 发送，直到对方恢复该通道。`,
  BarrierArrived: barrierArrived,
  ChannelBlocked: ({ actor, from, waitsFor }) =>
    waitsFor.length === 0
      ? say`${strong(actor)} 阻塞来自 ${strong(from)} 的通道。`
      : say`${strong(actor)} 阻塞来自 ${strong(from)} 的通道，等待 ${listedZh(waitsFor)}。`,
  AlignmentCompleted: ({ actor, checkpoint, duration }) =>
    say`所有通道的屏障 ${checkpoint} 均已到达：${strong(actor)} 用 ${duration} 完成对齐。`,
  ResumeArrived: ({ actor, to }) => say`${strong(to)} 恢复了通道：${strong(actor)} 可以继续发送。`,
  SyncSnapshotCompleted: ({ actor, duration }) =>
    say`${strong(actor)} 的同步阶段用时 ${duration}，其间不处理任何记录。${strong(actor)} 恢复处理；快照在后台上传。`,
  AsyncSnapshotCompleted: ({ actor, checkpoint, duration }) =>
    say`${strong(actor)} 在检查点 ${checkpoint} 的快照已存储，后台用时 ${duration}。`,
  AckReceived: acknowledged,
  CheckpointCompleted: ({ checkpoint }) => say`检查点 ${checkpoint} 已完成。`,
  CheckpointSubsumed: ({ checkpoint }) => say`检查点 ${checkpoint} 被更新的检查点取代。`,
  NotifyCompleteReceived: ({ actor, checkpoint }) => say`${strong(actor)} 得知检查点 ${checkpoint} 已完成。`,
  CheckpointAborted: checkpointAborted,
  NotifyAbortReceived: ({ actor, checkpoint }) =>
    say`${strong(actor)} 得知检查点 ${checkpoint} 已中止，放弃它。`,
  CheckpointDeclined: ({ actor, peer, checkpoint, reason }) =>
    say`${strong(peer === '' ? actor : peer)} 拒绝检查点 ${checkpoint}${because(reason)}。`,
  TransactionPrepared: ({ actor, peer, checkpoint, amount }) =>
    say`broker 持有 ${strong(peer === '' ? actor : peer)} 的事务 ${checkpoint}：${amount} 条结果，尚不可见。`,
  TransactionCommitted: transactionCommitted,
  TransactionAborted: transactionAborted,

  JobStatusChanged: jobStatusChanged,
  ExecutionStateChanged: ({ actor, peer, reason }) =>
    say`JobManager 将 ${strong(peer === '' ? actor : peer)} 记为 ${reason}。`,
  TaskDeployed: ({ actor }) => say`${strong(actor)} 部署到它的 slot。`,
  StateRestored: stateRestored,
  TaskStarted: ({ actor }) => say`${strong(actor)} 开始运行。`,
  TaskFailed: taskFailed,
  FailureNoticed: ({ peer, actor, pending, acknowledged: acks, tasks }) =>
    pending > 0
      ? say`协调器发现 ${strong(peer === '' ? actor : peer)} 失败。检查点 ${pending} 当时为 ${acks} / ${tasks}。`
      : say`JobManager 发现 ${strong(peer === '' ? actor : peer)} 失败。`,
  TaskCanceled: ({ actor }) => say`${strong(actor)} 已取消；它内存中的内容全部丢失。`,
  TaskFinished: ({ actor }) => say`${strong(actor)} 已完成。`,
  RestartScheduled: ({ duration }) => say`按重启策略，作业将在 ${duration} 后重启。`,
  EndOfDataArrived: ({ actor, from }) => say`${strong(actor)} 得知 ${strong(from)} 不再有记录。`,
  MessageIgnored: ({ checkpoint, reason }) =>
    checkpoint > 0
      ? say`检查点 ${checkpoint} 的迟到消息（${reason === '' ? 'message' : reason}）到达，被忽略。`
      : say`上一次尝试的迟到消息（${reason === '' ? 'message' : reason}）到达，被忽略。`,
  CommandApplied: commandApplied,
  Housekeeping: ({ actor }) => say`${strong(actor)} 的定时器触发，但无事可做。`,
}
