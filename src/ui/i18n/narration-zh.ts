/** 每种事件一句中文（UI.md §12）：现在时，主语是任务或消息，已知原因则写出原因。 */
import { narrationClusterZh } from './narration-cluster.ts'
import type { TraceKind } from '../../engine/api/trace.ts'
import type { Facts } from './facts.ts'
import { countWordZh } from './format.ts'
import { listedZh, tidy } from './lists.ts'
import { narrationCheckpointsZh } from './narration-checkpoints.ts'
import { housekeepingInZh, ignoredInZh } from './narration-notes.ts'
import { commitAnsweredZh, commitRefusedZh, tamperedZh } from './narration-faults.ts'
import { lateZh, narrationTimeZh } from './narration-time.ts'
import { toldText } from './command-texts.ts'
import { narrationInFlightZh } from './narration-in-flight.ts'
import { joinSentences, say, strong, type Sentence } from './sentence.ts'

const joined = (...sentences: readonly (Sentence | null)[]): Sentence =>
  joinSentences(
    sentences.filter(sentence => sentence !== null),
    '',
  )

const effectWords = (effect: string): string => tidy(effect, '$1 变为 $2', '，')

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
    facts.late ? lateZh(facts) : null,
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

function outputsQueued(facts: Facts): Sentence {
  const { actor, record, amount, queuedFor, held, backpressuredBy, role } = facts
  if (backpressuredBy !== '') {
    return say`发往 ${strong(backpressuredBy)} 的输出队列已满，${strong(actor)} 处于反压。`
  }
  if (held) {
    return say`${strong(actor)} 将 ${strong(record)} 的结果入队；通往 ${listedZh(queuedFor)} 的通道已阻塞，结果留在发送端。`
  }
  if (queuedFor.length > 0) {
    return say`${strong(actor)} 将 ${strong(record)} 的结果放入发往 ${listedZh(queuedFor)} 的队列。`
  }
  if (amount === 0 || role === 'sink') return say`${strong(actor)} 处理完 ${strong(record)}。`
  return say`${strong(actor)} 将 ${strong(record)} 产生的 ${amount} 条记录入队。`
}

const barrierArrived = ({ actor, from, checkpoint, amount }: Facts): Sentence =>
  amount === 0
    ? say`屏障 ${checkpoint} 到达 ${strong(actor)}，位于通道 ${strong(from)} 的最前面。`
    : say`屏障 ${checkpoint} 经通道 ${strong(from)} 到达 ${strong(actor)}，前面还有 ${amount} 条记录。`

function channelBlocked({ actor, from, checkpoint, amount, total, waitsFor }: Facts): Sentence {
  const reaches = say`屏障 ${checkpoint} 经通道 ${strong(from)} 到达 ${strong(actor)}`
  return waitsFor.length === 0
    ? say`${reaches}，${amount} / ${total}；该通道现在等待其他通道。`
    : say`${reaches}；该通道现在等待 ${listedZh(waitsFor)}。`
}

function alignmentCompleted({ actor, from, checkpoint, duration, total }: Facts): Sentence {
  if (total === 1) {
    return say`屏障 ${checkpoint} 经通道 ${strong(from)} 到达 ${strong(actor)}，这是它唯一的输入，无须对齐。`
  }
  const channels = total === 2 ? '两个通道' : `全部${countWordZh(total)}个通道`
  return say`${channels}的屏障 ${checkpoint} 均已到达：${strong(actor)} 用 ${duration} 完成对齐。`
}

function acknowledged({ peer, checkpoint, amount, total }: Facts): Sentence {
  const ack = say`${strong(peer)} 确认检查点 ${checkpoint}：${amount} / ${total}。`
  if (amount < total) return ack
  return joined(ack, say`${countWordZh(total)}个子任务均已确认，协调器写入 _metadata。`)
}

function jobStatusChanged({ reason, amount, tasks }: Facts): Sentence {
  switch (reason) {
    case 'RESTARTING':
      if (amount < tasks)
        return say`${countWordZh(amount)}个任务停止：它们是失败任务所在的故障恢复区域；其余 ${tasks - amount} 个继续运行。`
      return say`${countWordZh(tasks)}个任务全部停止：它们属于同一个故障恢复区域。`
    case 'RUNNING':
      return say`作业正在运行。`
    case 'FINISHED':
      return say`作业已完成：所有 source 已结束，全部结果已提交。`
    case 'SUSPENDED':
      return say`作业已挂起（SUSPENDED）：没有 JobManager 管理它。`
    case 'FAILED':
      return say`作业已失败：重启策略不再允许重试。`
    default:
      return say`作业状态变为 ${reason}。`
  }
}

function stateRestored({ actor, checkpoint, offsets, effect }: Facts): Sentence {
  if (checkpoint <= 0) return say`${strong(actor)} 以空状态启动：还没有已完成的检查点。`
  if (effect !== '') return say`${strong(actor)} 恢复到检查点 ${checkpoint}：${effect}。`
  if (offsets.length === 0) return say`${strong(actor)} 恢复到检查点 ${checkpoint}。`
  return say`${strong(actor)} 恢复到检查点 ${checkpoint}，回到位点 ${offsets.join('、')}。`
}

const taskFailed = ({ actor, time, phase, reason }: Facts): Sentence =>
  say`${strong(actor)} 在 ${time}${phase === 'aligning' ? '、对齐途中' : ' '}失败${because(reason === 'Artificial failure' ? '' : reason)}。`

function transactionCommitted({ task, checkpoint, amount, effect, duration }: Facts): Sentence {
  if (amount === 0) return say`再次提交 ${strong(task)} 的事务 ${checkpoint}；broker 已提交过，结果不变。`
  const done = say`${strong(task)} 提交事务 ${checkpoint}：${amount} 条结果变为可见。`
  return effect === 'near timeout'
    ? say`${done}它的第一条记录在 ${duration} 之前，接近事务超时；超时之后结果就会丢失。`
    : done
}

function transactionAborted({ task, amount, effect, checkpoint }: Facts): Sentence {
  switch (effect) {
    case 'expired':
      return say`broker 中止 ${strong(task)} 的事务 ${checkpoint}，如同超时：这 ${amount} 条结果再也无法提交。`
    case 'open too long':
      return say`${strong(task)} 的事务 ${checkpoint} 打开的时间超过其超时：broker 已将其中止，拒绝预提交这 ${amount} 条结果。`
    default:
      return say`${strong(task)} 的打开事务被回滚：这 ${amount} 条结果从未对读者可见。`
  }
}

const commandApplied = ({ reason, task, effect }: Facts): Sentence =>
  toldText('zh', reason, task, effect) ?? say`命令生效${because(reason)}。`

function triggerReceived({ actor, checkpoint, busy, reason }: Facts): Sentence {
  if (reason !== 'mail trigger') return say`${strong(actor)} 从邮箱取出检查点 ${checkpoint} 的触发消息。`
  if (busy) return say`${strong(actor)} 仍在忙，触发消息在它的邮箱里等待。`
  return say`检查点 ${checkpoint} 的触发消息到达 ${strong(actor)}。`
}

export const narrationZh: Readonly<Record<TraceKind, (facts: Facts) => Sentence>> = {
  ...narrationTimeZh,
  ...narrationCheckpointsZh,
  ...narrationClusterZh,
  RecordDropped: ({ record, actor, from }) =>
    say`来自 ${strong(from)} 的 ${strong(record)} 在 ${strong(actor)} 取走之前丢失。`,
  RpcTampered: tamperedZh,
  ...narrationInFlightZh,
  CommitRefused: commitRefusedZh,
  CommitAnswered: commitAnsweredZh,
  RecordRead: ({ actor, offset, key, replayed }) => {
    const what = key === '' ? say`位点 ${offset}` : say`位点 ${offset}（键 ${strong(key)}）`
    return replayed
      ? say`${strong(actor)} 再次读取${what}，失败前已读过一次。`
      : say`${strong(actor)} 读取${what}。`
  },
  RecordProcessed: recordProcessed,
  OutputsQueued: outputsQueued,
  BufferArrived: ({ record, actor, from, amount }) =>
    amount === 0
      ? say`水位线或状态标记从 ${strong(from)} 到达 ${strong(actor)}，位于记录之间。`
      : record === ''
        ? say`${Math.max(amount, 1)} 条记录从 ${strong(from)} 到达 ${strong(actor)}。`
        : say`${strong(record)} 经通道 ${strong(from)} 到达 ${strong(actor)}，占用 1 个信用。`,
  CreditArrived: ({ actor, to }) => say`${strong(to)} 归还 1 个信用：${strong(actor)} 可以再发一条记录。`,
  BufferFlushed: ({ actor, to }) => say`缓冲超时已到：${strong(actor)} 把已有的记录发往 ${strong(to)}。`,

  TriggerReceived: triggerReceived,
  BarrierPrepared: ({ actor, checkpoint }) => say`${strong(actor)} 逐个算子为检查点 ${checkpoint} 做准备。`,
  BarrierBroadcast: ({ actor, checkpoint, role }) =>
    role === 'source'
      ? say`${strong(actor)} 先向所有输出发送屏障 ${checkpoint}，再做快照。`
      : say`${strong(actor)} 在快照之前先广播屏障 ${checkpoint}。`,
  SubpartitionBlocked: ({ actor, to, checkpoint }) =>
    say`屏障 ${checkpoint} 之后，${strong(actor)} 不再向 ${strong(to)} 发送，直到对方恢复该通道。`,
  BarrierArrived: barrierArrived,
  BarrierCounted: ({ actor, from, checkpoint, amount, total }) =>
    say`${strong(actor)} 对来自 ${strong(from)} 的检查点 ${checkpoint} 屏障计数：${amount}/${total}。至少一次：该通道继续处理，失败后这些记录可能被再次计入。`,
  ChannelBlocked: channelBlocked,
  AlignmentCompleted: alignmentCompleted,
  ResumeArrived: ({ actor, to }) => say`${strong(to)} 恢复了通道：${strong(actor)} 可以继续发送。`,
  SyncSnapshotCompleted: ({ actor, duration }) =>
    say`${strong(actor)} 的同步阶段用时 ${duration}，其间不处理任何记录。${strong(actor)} 恢复处理；快照在后台上传。`,
  AsyncSnapshotCompleted: ({ actor, checkpoint, duration }) =>
    say`${strong(actor)} 在检查点 ${checkpoint} 的快照已存储，后台用时 ${duration}。`,
  AckReceived: acknowledged,
  NotifyCompleteReceived: ({ actor, checkpoint }) => say`${strong(actor)} 得知检查点 ${checkpoint} 已完成。`,
  NotifyAbortReceived: ({ actor, checkpoint }) =>
    say`${strong(actor)} 得知检查点 ${checkpoint} 已中止，放弃它。`,
  TransactionPrepared: ({ task, checkpoint, amount }) =>
    say`broker 持有 ${strong(task)} 的事务 ${checkpoint}：${amount} 条结果，尚不可见。`,
  TransactionCommitted: transactionCommitted,
  TransactionAborted: transactionAborted,

  JobStatusChanged: jobStatusChanged,
  ExecutionStateChanged: ({ peer, reason }) => say`JobManager 将 ${strong(peer)} 记为 ${reason}。`,
  TaskDeployed: ({ actor }) => say`${strong(actor)} 部署到它的 slot。`,
  StateRestored: stateRestored,
  TaskStarted: ({ actor }) => say`${strong(actor)} 开始运行。`,
  TaskFailed: taskFailed,
  FailureNoticed: ({ peer }) => say`协调器发现 ${strong(peer)} 失败。`,
  TaskCanceled: ({ actor }) => say`${strong(actor)} 已取消；它内存中的内容全部丢失。`,
  TaskFinished: ({ actor }) => say`${strong(actor)} 已完成。`,
  RestartScheduled: ({ duration }) => say`按重启策略，作业将在 ${duration} 后重启。`,
  EndOfDataArrived: ({ actor, from }) => say`${strong(actor)} 得知 ${strong(from)} 不再有记录。`,
  MessageIgnored: ignoredInZh,
  CommandApplied: commandApplied,
  Housekeeping: housekeepingInZh,
}
