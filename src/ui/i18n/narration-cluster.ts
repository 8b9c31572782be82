/** TaskManagers, slots and leaders, told in both languages. */
import type { Facts } from './facts.ts'
import { say, strong, type Sentence } from './sentence.ts'

type Tell = (facts: Facts) => Sentence

const slotsEn = (amount: number): string => (amount === 1 ? 'one slot' : `${amount} slots`)

const leaderEn: Tell = ({ total, checkpoint }) =>
  total === 0
    ? say`A new JobManager is the leader. The high-availability store has the job and no completed checkpoint.`
    : say`A new JobManager is the leader. From the high-availability store it has the job, the counter of checkpoints and checkpoint ${checkpoint}; statistics begin anew.`

const diedEn: Tell = ({ reason }) =>
  reason === 'none'
    ? say`The JobManager is gone, and without high availability nobody knows the job any more. The files of its checkpoints stay where they are.`
    : say`The JobManager is gone, with its statistics and the checkpoint under way. Another process takes over from the high-availability store.`

export const narrationClusterEn = {
  TaskManagerDied: ({ actor }) => say`The process of ${strong(actor)} is gone, and all tasks in it with it.`,
  TaskManagerLost: ({ peer }) =>
    say`The JobManager loses ${strong(peer)}: its slots are gone, what ran in them has failed, and another process is asked for.`,
  TaskManagerStarting: ({ actor, duration }) =>
    say`A new process is started for ${strong(actor)}; it will be up in ${duration}.`,
  TaskManagerStarted: ({ actor }) => say`${strong(actor)} is up again and registers at the JobManager.`,
  TaskManagerRegistered: ({ peer, amount }) =>
    say`The JobManager has ${strong(peer)} with ${slotsEn(amount)}.`,
  SlotsMissing: ({ amount, total, duration }) =>
    say`${total === 1 ? 'The slot' : `${amount} of the ${total} slots`} that the tasks need ${amount === 1 ? 'is' : 'are'} not there: they stay SCHEDULED, for ${duration} at most.`,
  NetworkCut: ({ actor, duration }) =>
    say`For ${duration}, the JobManager and ${strong(actor)} cannot reach each other. What they say to each other waits.`,
  NetworkHealed: ({ actor }) => say`The JobManager and ${strong(actor)} reach each other again.`,
  TaskManagerIsolated: ({ actor, duration }) =>
    say`For ${duration}, other TaskManagers and ${strong(actor)} cannot reach each other: records between them stand still, heartbeats of the JobManager come.`,
  TaskManagerReachable: ({ actor }) =>
    say`Other TaskManagers and ${strong(actor)} reach each other again; what they had to say to each other is sent.`,
  HeartbeatTimedOut: ({ actor, peer, duration }) =>
    say`${strong(actor)} has had no heartbeat of ${strong(peer)} for ${duration} and gives it up.`,
  TaskInterrupted: ({ actor, duration }) =>
    say`${strong(actor)} has been told to cancel for ${duration}, but its user function does not return. It is interrupted, to no effect.`,
  CancellationTimedOut: ({ actor, peer, duration }) =>
    say`${strong(actor)} could not be cancelled within ${duration}: a fatal error of ${strong(peer)}, which ends itself.`,
  LocalStateFound: ({ actor, checkpoint }) =>
    say`${strong(actor)} finds its keyed state of checkpoint ${checkpoint} on the disk of its TaskManager and need not fetch it.`,
  JobManagerDied: diedEn,
  JobManagerLost: ({ actor }) =>
    say`${strong(actor)} has lost its JobManager and fails the tasks of the job.`,
  LeaderElected: leaderEn,
} satisfies Partial<Record<string, Tell>>

const leaderZh: Tell = ({ total, checkpoint }) =>
  total === 0
    ? say`新的 JobManager 成为 leader。高可用存储中有作业，但没有已完成的检查点。`
    : say`新的 JobManager 成为 leader。它从高可用存储得到作业、检查点计数器和检查点 ${checkpoint}；统计重新开始。`

const diedZh: Tell = ({ reason }) =>
  reason === 'none'
    ? say`JobManager 没有了；没有高可用，再没有谁知道这个作业。检查点的文件留在原处。`
    : say`JobManager 没有了，统计与进行中的检查点随之丢失。另一个进程将从高可用存储接手。`

export const narrationClusterZh = {
  TaskManagerDied: ({ actor }) => say`${strong(actor)} 的进程没有了，其中的所有任务也随之消失。`,
  TaskManagerLost: ({ peer }) =>
    say`JobManager 失去 ${strong(peer)}：它的 slot 没有了，其中运行的任务已失败，并申请新的进程。`,
  TaskManagerStarting: ({ actor, duration }) => say`正在为 ${strong(actor)} 启动新进程，${duration} 后就绪。`,
  TaskManagerStarted: ({ actor }) => say`${strong(actor)} 已重新启动，并向 JobManager 注册。`,
  TaskManagerRegistered: ({ peer, amount }) =>
    say`JobManager 有了 ${strong(peer)}，它提供 ${amount} 个 slot。`,
  SlotsMissing: ({ amount, total, duration }) =>
    say`任务需要 ${total} 个 slot，还缺 ${amount} 个：任务停在 SCHEDULED，最多等待 ${duration}。`,
  NetworkCut: ({ actor, duration }) =>
    say`在 ${duration} 内，JobManager 与 ${strong(actor)} 无法互通，彼此的消息只能等待。`,
  NetworkHealed: ({ actor }) => say`JobManager 与 ${strong(actor)} 恢复互通。`,
  TaskManagerIsolated: ({ actor, duration }) =>
    say`在 ${duration} 内，其他 TaskManager 与 ${strong(actor)} 无法互通：它们之间的记录停住，JobManager 的心跳照常。`,
  TaskManagerReachable: ({ actor }) =>
    say`其他 TaskManager 与 ${strong(actor)} 恢复互通；积压的消息现在发出。`,
  HeartbeatTimedOut: ({ actor, peer, duration }) =>
    say`${strong(actor)} 已有 ${duration} 没有收到 ${strong(peer)} 的心跳，放弃它。`,
  TaskInterrupted: ({ actor, duration }) =>
    say`${strong(actor)} 被要求取消已有 ${duration}，但其用户函数没有返回。线程被中断，没有效果。`,
  CancellationTimedOut: ({ actor, peer, duration }) =>
    say`${strong(actor)} 在 ${duration} 内无法取消：这是 ${strong(peer)} 的致命错误，它自行终止。`,
  LocalStateFound: ({ actor, checkpoint }) =>
    say`${strong(actor)} 在所在 TaskManager 的磁盘上找到检查点 ${checkpoint} 的键控状态，无需从存储读取。`,
  JobManagerDied: diedZh,
  JobManagerLost: ({ actor }) => say`${strong(actor)} 失去了 JobManager，使该作业的任务失败。`,
  LeaderElected: leaderZh,
} satisfies Partial<Record<string, Tell>>
