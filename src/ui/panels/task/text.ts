/** The words of the task tab. */
import type { ExecutionState, WaitReason } from '../../../engine/api/frame.ts'
import { say, strong, type Sentence } from '../../i18n/sentence.ts'
import { defineTexts } from '../../i18n/texts.ts'

type WaitingTitle = 'whyWaiting' | 'whyIdle' | 'whyDown'

/** A task that has not begun or has read everything is not down: nothing is wrong with it. */
export function waitingTitle(reason: WaitReason): WaitingTitle {
  switch (reason.why) {
    case 'not-running':
      return DOWN.includes(reason.state) ? 'whyDown' : 'whyIdle'
    case 'process-gone':
      return 'whyDown'
    case 'alignment':
    case 'backpressure':
    case 'paused':
      return 'whyWaiting'
    default:
      return 'whyIdle'
  }
}

const DOWN: readonly ExecutionState[] = ['FAILED', 'CANCELED', 'CANCELING']

const en = {
  nothing: 'Select a task, channel or record. Arrow keys move between them.',
  gone: 'This is not part of the run at this step.',
  keyGroups: (from: number, to: number, of: number): string => `key group ${from}–${to} / ${of}`,
  subtask: (index: number, of: number): string => `subtask ${index + 1} of ${of}`,
  localCopies: (copies: string): string => `local copy ${copies}`,
  attempt: (attempt: number): string => `attempt ${attempt}`,
  whyWaiting: 'Why is it waiting?',
  whyIdle: 'Why is it idle?',
  whyDown: 'Why is it down?',
  inHand: 'In hand',
  busyWith: (record: string, until: string): Sentence => say`${strong(record)}, until ${until}.`,
  slow: (factor: number): string => `Works ${factor} times slower than the others.`,
  inputs: 'Input channels',
  outputs: 'Output channels',
  channel: 'channel',
  to: 'to',
  barrier: 'barrier',
  barrierNumber: (id: number): string => `barrier ${id}`,
  queued: 'queued',
  credit: 'credit',
  blocked: 'blocked',
  arrived: 'arrived',
  onItsWay: 'on its way',
  notSent: 'not sent yet',
  held: 'held behind it',
  open: 'open',
  checkpointAt: (id: number): string => `Checkpoint ${id} at this task`,
  phases: {
    start: 'start delay',
    alignment: 'alignment',
    prepare: 'prepare, then broadcast barrier',
    sync: 'sync snapshot',
    async: 'async upload',
    ack: 'ack',
  },
  done: 'done',
  current: 'now',
  later: 'not yet',
  ackInFlight: 'in flight',
  ackedAt: (time: string): string => `at ${time}`,
  timer: {
    input: (left: string, at: string, checkpoint: number): Sentence =>
      say`In ${strong(left)}, at ${at}, checkpoint ${checkpoint} goes on ${strong('unaligned')} here if barriers are still missing: its aligned-checkpoint-timeout is over then.`,
    output: (left: string, at: string, checkpoint: number): Sentence =>
      say`In ${strong(left)}, at ${at}, barrier ${checkpoint} goes to the front of the output queues in which it still waits: its aligned-checkpoint-timeout is over then.`,
  },
  aborted: 'aborted',
  offsets: 'Partitions it reads',
  partition: 'partition',
  nextOffset: 'next offset',
  end: 'records',
  afterFailure: 'After a failure now',
  resumesAt: 'reads on from',
  groupOffset: 'group offset',
  fromTheStart: 'No checkpoint is complete: it would read from the beginning.',
  cannotReplay: 'It cannot be read again: what was read since the checkpoint is lost.',
  groupNote: (id: number): string =>
    `The restart takes the offset in checkpoint ${id}. The group offset is what a broker such as Kafka is told once the source hears that a checkpoint is complete; it is there to be watched, and no restart reads it.`,
  transactions: 'Two-phase commit',
  plainSink: 'Sink',
  open2: (id: number): string => `transaction ${id}, open`,
  prepared: (id: number): string => `transaction ${id}, pre-committed`,
  committed: 'committed',
  written: 'written by this attempt',
  last: 'last written',
  keyedState: (backend: string): string => `Keyed state · ${backend}`,
  key: 'key',
  value: 'value',
  keyGroup: 'key group',
  changed: 'changed',
  noKeys: 'No key has a value yet.',
  keysGone: 'The task is down and its state with it; it comes back from a checkpoint.',
  moreKeys: (count: number): string => `${count} more keys are in the State tab`,
  mailbox: 'Waits in its mailbox',
  oracle: 'Oracle at this step',
  lost: (count: number): string => `lost ${count}`,
  duplicated: (count: number): string => `duplicated ${count}`,
  invariants: (count: number): string => `${count} invariants hold`,
  invariantBroken: (id: number): string => `invariant ${id} is broken`,
  flink: 'In the Flink UI',
  flinkPending: (acked: number, total: number, percent: number, task: string): Sentence =>
    say`Acknowledged ${strong(`${acked}/${total} (${percent}%)`)}. This row stays ${strong('n/a')} until ${task} acknowledges.`,
  flinkAcked: (acked: number, total: number, percent: number, task: string): Sentence =>
    say`Acknowledged ${strong(`${acked}/${total} (${percent}%)`)}. The row of ${task} is filled; the checkpoint is still ${strong('IN_PROGRESS')}.`,
  flinkQuiet: (task: string, vertex: string, state: string): Sentence =>
    say`${strong(task)} is a row under ${strong(vertex)}, with status ${strong(state)}. No checkpoint is in progress.`,
  channelTitle: (from: string, to: string): Sentence => say`${strong(from)} → ${strong(to)}`,
  queueAtSender: 'Output queue at the sender',
  inTransit: 'On the wire',
  received: 'At the receiver',
  empty: 'empty',
  senderBlocked: (from: string, to: string, id: number): Sentence =>
    say`After barrier ${id}, ${strong(from)} sends nothing on this channel until ${strong(to)} has resumed it.`,
  receiverBlocked: (to: string, id: number): Sentence =>
    say`Barrier ${id} is here. ${strong(to)} takes nothing from this channel until it has come in on all others.`,
  channelOpen: 'The channel is open: records and barriers pass in order.',
  barrierItem: (id: number): string => `barrier ${id}`,
  savedItem: (id: number): string => `⤓ saved in flight with checkpoint ${id}`,
  endItem: 'end of data',
  moreItems: (count: number): string => `+${count}`,
  record: 'Record',
  recordKey: 'key',
  recordOffset: 'offset',
  recordReplayed: 'read again after a failure',
  recordWhere: 'Where it is',
  recordQueued: (from: string, to: string): Sentence =>
    say`In the output queue of ${strong(from)} to ${strong(to)}.`,
  recordTravels: (from: string, to: string): Sentence =>
    say`On the wire from ${strong(from)} to ${strong(to)}.`,
  recordReceived: (to: string, from: string): Sentence =>
    say`At ${strong(to)}, in its channel from ${strong(from)}.`,
  recordInHand: (task: string): Sentence => say`In the hands of ${strong(task)}.`,
  recordGone: 'It has been processed, or has not been read yet.',
  yes: 'yes',
  no: 'no',
}

const zh: typeof en = {
  nothing: '选择一个任务、通道或记录。方向键可在它们之间移动。',
  gone: '在这一步，它不属于此次运行。',
  keyGroups: (from, to, of) => `键组 ${from}–${to} / ${of}`,
  subtask: (index, of) => `子任务 ${index + 1} / ${of}`,
  localCopies: copies => `本地副本 ${copies}`,
  attempt: attempt => `第 ${attempt} 次尝试`,
  whyWaiting: '它为什么在等？',
  whyIdle: '它为什么空闲？',
  whyDown: '它为什么停止？',
  inHand: '正在处理',
  busyWith: (record, until) => say`${strong(record)}，直到 ${until}。`,
  slow: factor => `处理速度比其他任务慢 ${factor} 倍。`,
  inputs: '输入通道',
  outputs: '输出通道',
  channel: '通道',
  to: '发往',
  barrier: '屏障',
  barrierNumber: id => `屏障 ${id}`,
  queued: '排队',
  credit: '信用',
  blocked: '已阻塞',
  arrived: '已到达',
  onItsWay: '在途',
  notSent: '未发送',
  held: '留在其后',
  open: '打开',
  checkpointAt: id => `此任务上的检查点 ${id}`,
  phases: {
    start: '启动延迟',
    alignment: '对齐',
    prepare: '预处理，然后广播屏障',
    sync: '同步快照',
    async: '异步上传',
    ack: '确认',
  },
  done: '已完成',
  current: '进行中',
  later: '未开始',
  ackInFlight: '在途',
  ackedAt: time => `于 ${time}`,
  timer: {
    input: (left, at, checkpoint) =>
      say`再过 ${strong(left)}（在 ${at}），若屏障仍未到齐，检查点 ${checkpoint} 在此转为${strong('非对齐')}：届时 aligned-checkpoint-timeout 到期。`,
    output: (left, at, checkpoint) =>
      say`再过 ${strong(left)}（在 ${at}），屏障 ${checkpoint} 若仍在输出队列中等待，便移到队首：届时 aligned-checkpoint-timeout 到期。`,
  },
  aborted: '已中止',
  offsets: '读取的分区',
  partition: '分区',
  nextOffset: '下一位点',
  end: '记录数',
  afterFailure: '若现在发生故障',
  resumesAt: '从此位点续读',
  groupOffset: '消费组位点',
  fromTheStart: '尚无已完成的检查点：将从头读取。',
  cannotReplay: '它无法重读：检查点之后读过的数据会丢失。',
  groupNote: id =>
    `重启使用检查点 ${id} 中的位点。消费组位点是数据源得知检查点完成后告知 broker（如 Kafka）的值，仅供观察，重启从不读取它。`,
  transactions: '两阶段提交',
  plainSink: 'Sink',
  open2: id => `事务 ${id}，打开`,
  prepared: id => `事务 ${id}，预提交`,
  committed: '已提交',
  written: '本次尝试写入',
  last: '最近写入',
  keyedState: backend => `键控状态 · ${backend}`,
  key: '键',
  value: '值',
  keyGroup: '键组',
  changed: '变更',
  noKeys: '还没有任何键有值。',
  keysGone: '任务已停止，其状态随之消失；将从检查点恢复。',
  moreKeys: count => `“状态”页中还有 ${count} 个键`,
  mailbox: '在它的邮箱中等待',
  oracle: '此步骤的校验',
  lost: count => `丢失 ${count}`,
  duplicated: count => `重复 ${count}`,
  invariants: count => `${count} 条不变式成立`,
  invariantBroken: id => `不变式 ${id} 被破坏`,
  flink: '在 Flink UI 中',
  flinkPending: (acked, total, percent, task) =>
    say`已确认 ${strong(`${acked}/${total} (${percent}%)`)}。${task} 确认之前，这一行显示 ${strong('n/a')}。`,
  flinkAcked: (acked, total, percent, task) =>
    say`已确认 ${strong(`${acked}/${total} (${percent}%)`)}。${task} 这一行已填入；检查点仍为 ${strong('IN_PROGRESS')}。`,
  flinkQuiet: (task, vertex, state) =>
    say`${strong(task)} 是 ${strong(vertex)} 下的一行，状态为 ${strong(state)}。没有进行中的检查点。`,
  channelTitle: (from, to) => say`${strong(from)} → ${strong(to)}`,
  queueAtSender: '发送端的输出队列',
  inTransit: '在线路上',
  received: '在接收端',
  empty: '空',
  senderBlocked: (from, to, id) =>
    say`屏障 ${id} 之后，${strong(from)} 不在此通道上发送，直到 ${strong(to)} 恢复它。`,
  receiverBlocked: (to, id) => say`屏障 ${id} 已到达。在其余通道到齐之前，${strong(to)} 不从此通道取数据。`,
  channelOpen: '通道打开：记录与屏障按顺序通过。',
  barrierItem: id => `屏障 ${id}`,
  savedItem: id => `⤓ 作为在途数据随检查点 ${id} 保存`,
  endItem: '数据结束',
  moreItems: count => `+${count}`,
  record: '记录',
  recordKey: '键',
  recordOffset: '位点',
  recordReplayed: '失败后再次读取',
  recordWhere: '它在哪里',
  recordQueued: (from, to) => say`在 ${strong(from)} 发往 ${strong(to)} 的输出队列中。`,
  recordTravels: (from, to) => say`在 ${strong(from)} 到 ${strong(to)} 的线路上。`,
  recordReceived: (to, from) => say`在 ${strong(to)}，来自 ${strong(from)} 的通道中。`,
  recordInHand: task => say`${strong(task)} 正在处理它。`,
  recordGone: '它已被处理，或尚未被读取。',
  yes: '是',
  no: '否',
}

export const taskTexts = defineTexts(en, zh)
