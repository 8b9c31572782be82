/** Barriers that overtake, and the data in flight that their checkpoint keeps, told in both languages. */
import type { TraceKind } from '../../engine/api/trace.ts'
import type { Facts } from './facts.ts'
import { say, strong, type Sentence } from './sentence.ts'

type Tell = (facts: Facts) => Sentence

type InFlightKind =
  | 'BarrierAnnounced'
  | 'BarrierOvertook'
  | 'AlignmentTimedOut'
  | 'UnalignedCheckpointStarted'
  | 'BarrierCollected'
  | 'InFlightPersisted'
  | 'InFlightRestored'
  | 'BufferSizeChanged'

const records = (count: number): string => `${count} ${count === 1 ? 'record' : 'records'}`

const isOne = (count: number): string => (count === 1 ? 'it is' : 'they are')

export const narrationInFlightEn: Readonly<Record<InFlightKind & TraceKind, Tell>> = {
  BarrierAnnounced: ({ actor, from, checkpoint }) =>
    say`${strong(actor)} hears that barrier ${checkpoint} is on its way on channel ${strong(from)}, behind data.`,
  BarrierOvertook: ({ to, checkpoint, amount }) =>
    say`Barrier ${checkpoint} overtakes ${records(amount)} on the way to ${strong(to)}; ${isOne(amount)} saved with the checkpoint.`,
  AlignmentTimedOut: ({ actor, checkpoint, reason }) =>
    reason === 'output'
      ? say`Barrier ${checkpoint} waited too long in the output queues of ${strong(actor)}: it goes to their front.`
      : say`Alignment at ${strong(actor)} passed the timeout: checkpoint ${checkpoint} goes on unaligned.`,
  UnalignedCheckpointStarted: ({ actor, from, checkpoint, amount, total, reason }) => {
    const why = reason === 'timeout' ? say` The timeout has passed.` : say``
    const rest =
      amount < total
        ? say` What the other channels hold before their barriers is saved in flight.`
        : say` It is the only one to come.`
    return [
      ...say`Barrier ${checkpoint} from ${strong(from)} starts the snapshot of ${strong(actor)}, ${amount} of ${total}; no channel waits.`,
      ...why,
      ...rest,
    ]
  },
  BarrierCollected: ({ actor, from, checkpoint, amount, total }) =>
    say`Barrier ${checkpoint} from ${strong(from)} is in at ${strong(actor)}, ${amount} of ${total}: nothing more of this channel belongs to the checkpoint.`,
  InFlightPersisted: ({ actor, checkpoint, amount }) =>
    amount === 0
      ? say`All is in at ${strong(actor)}: nothing was in flight that checkpoint ${checkpoint} has to save.`
      : say`All is in at ${strong(actor)}: ${records(amount)} in flight ${amount === 1 ? 'is' : 'are'} part of checkpoint ${checkpoint}.`,
  InFlightRestored: ({ actor, amount }) =>
    say`${strong(actor)} has ${records(amount)} in flight back in its channels, before anything new.`,
  BufferSizeChanged: ({ actor, amount, total }) =>
    say`${strong(actor)} takes ${total} bytes a second: its senders are to fill buffers of ${amount} bytes.`,
}

export const narrationInFlightZh: Readonly<Record<InFlightKind & TraceKind, Tell>> = {
  BarrierAnnounced: ({ actor, from, checkpoint }) =>
    say`${strong(actor)} 得知屏障 ${checkpoint} 正在通道 ${strong(from)} 上、位于数据之后。`,
  BarrierOvertook: ({ to, checkpoint, amount }) =>
    say`屏障 ${checkpoint} 在通往 ${strong(to)} 的途中越过 ${amount} 条记录；它们随检查点一起保存。`,
  AlignmentTimedOut: ({ actor, checkpoint, reason }) =>
    reason === 'output'
      ? say`屏障 ${checkpoint} 在 ${strong(actor)} 的输出队列中等待过久：它移到队首。`
      : say`${strong(actor)} 的对齐超过超时时间：检查点 ${checkpoint} 转为非对齐。`,
  UnalignedCheckpointStarted: ({ actor, from, checkpoint, amount, total, reason }) => {
    const why = reason === 'timeout' ? say`已超过超时时间。` : say``
    const rest = amount < total ? say`其他通道中屏障之前的数据作为在途数据保存。` : say`只需等待这一个。`
    return [
      ...say`来自 ${strong(from)} 的屏障 ${checkpoint} 使 ${strong(actor)} 开始快照（${amount}/${total}）；没有通道等待。`,
      ...why,
      ...rest,
    ]
  },
  BarrierCollected: ({ actor, from, checkpoint, amount, total }) =>
    say`来自 ${strong(from)} 的屏障 ${checkpoint} 到达 ${strong(actor)}（${amount}/${total}）：该通道此后的数据不属于该检查点。`,
  InFlightPersisted: ({ actor, checkpoint, amount }) =>
    amount === 0
      ? say`${strong(actor)} 的屏障已到齐：检查点 ${checkpoint} 没有在途数据需要保存。`
      : say`${strong(actor)} 的屏障已到齐：${amount} 条在途记录属于检查点 ${checkpoint}。`,
  InFlightRestored: ({ actor, amount }) =>
    say`${strong(actor)} 的通道中恢复了 ${amount} 条在途记录，先于任何新数据。`,
  BufferSizeChanged: ({ actor, amount, total }) =>
    say`${strong(actor)} 每秒处理 ${total} 字节：发送端的缓冲大小改为 ${amount} 字节。`,
}
