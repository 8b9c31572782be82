/** Checkpoints and savepoints in words: what was triggered and why, how it ended, what became of its files. */
import type { CheckpointFailureReason } from '../../engine/api/checkpoint-failure-reason.ts'
import type { Facts } from './facts.ts'
import { countWord, countWordZh } from './format.ts'
import { say, strong, type Sentence } from './sentence.ts'

type Tell = (facts: Facts) => Sentence

/** `savepoint CANONICAL`, `suspend NATIVE`, `full`, or nothing. */
const kindOf = (effect: string): string => effect.split(' ')[0] ?? ''
const formatOf = (effect: string): string => (effect.split(' ')[1] ?? '').toLowerCase()

const becauseEn: Readonly<Record<string, string>> = {
  records: ', since enough records were read',
  bytes: ', since enough bytes were read',
  'end-of-data': ', for all sources are at their end',
}

const becauseZh: Readonly<Record<string, string>> = {
  records: '：已读取足够多的记录',
  bytes: '：已读取足够多的字节',
  'end-of-data': '：所有 source 都已读完',
}

const triggered: Tell = ({ checkpoint, sources, effect, reason }) => {
  const where = sources === 1 ? 'source' : `${countWord(sources)} sources`
  switch (kindOf(effect)) {
    case 'savepoint':
      return say`Savepoint ${checkpoint} starts (${formatOf(effect)}). It will not be used for failover.`
    case 'suspend':
      return say`The job is to be suspended: savepoint ${checkpoint} starts, and no more periodic checkpoints.`
    case 'terminate':
      return say`The job is to be drained and stopped: savepoint ${checkpoint} starts, and no more periodic checkpoints.`
    case 'full':
      return say`The coordinator triggers checkpoint ${checkpoint} at the ${where}, a full one: the job does not own the snapshot it started from.`
    default:
      return say`The coordinator triggers checkpoint ${checkpoint} at the ${where}${becauseEn[reason] ?? ''}.`
  }
}

const triggeredZh: Tell = ({ checkpoint, sources, effect, reason }) => {
  const where = `${countWordZh(sources)}个 source`
  switch (kindOf(effect)) {
    case 'savepoint':
      return say`保存点 ${checkpoint} 开始（${formatOf(effect)}）。它不会用于故障恢复。`
    case 'suspend':
      return say`作业即将挂起：保存点 ${checkpoint} 开始，不再有周期性检查点。`
    case 'terminate':
      return say`作业即将排空并停止：保存点 ${checkpoint} 开始，不再有周期性检查点。`
    case 'full':
      return say`检查点协调器在${where} 上触发检查点 ${checkpoint}，为全量：作业不拥有它启动时所用的快照。`
    default:
      return say`检查点协调器在${where} 上触发检查点 ${checkpoint}${becauseZh[reason] ?? ''}。`
  }
}

const completed: Tell = ({ checkpoint, reason }) =>
  reason === ''
    ? say`Checkpoint ${checkpoint} is complete.`
    : say`Savepoint ${checkpoint} is complete, in ${strong(reason)}.`

const completedZh: Tell = ({ checkpoint, reason }) =>
  reason === ''
    ? say`检查点 ${checkpoint} 已完成。`
    : say`保存点 ${checkpoint} 已完成，位于 ${strong(reason)}。`

type Words = Readonly<Record<CheckpointFailureReason, string | null>>

/** Null: the number of acks says enough. */
const abortedEn: Words = {
  PERIODIC_SCHEDULER_SHUTDOWN: 'periodic triggering has stopped',
  TOO_MANY_CHECKPOINT_REQUESTS: 'too many requests are queued',
  MINIMUM_TIME_BETWEEN_CHECKPOINTS: 'the minimum pause is not over',
  NOT_ALL_REQUIRED_TASKS_RUNNING: 'not all tasks were running',
  IO_EXCEPTION: 'its place in storage could not be prepared',
  BLOCKING_OUTPUT_EXIST: 'an output is blocking',
  CHECKPOINT_ASYNC_EXCEPTION: 'a snapshot could not be uploaded',
  CHANNEL_STATE_SHARED_STREAM_EXCEPTION: 'the channel state of another subtask could not be written',
  CHECKPOINT_EXPIRED: 'its timeout passed',
  CHECKPOINT_SUBSUMED: 'a newer one is complete',
  CHECKPOINT_DECLINED: 'a task declined it',
  CHECKPOINT_DECLINED_TASK_NOT_READY: 'a task was not ready',
  CHECKPOINT_DECLINED_TASK_CLOSING: 'a task had ended before its trigger came',
  CHECKPOINT_DECLINED_SUBSUMED: 'the barrier of a newer one came first',
  CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER: 'it was cancelled upstream',
  CHECKPOINT_DECLINED_INPUT_END_OF_STREAM: 'an input has ended',
  CHECKPOINT_COORDINATOR_SHUTDOWN: null,
  CHECKPOINT_COORDINATOR_SUSPEND: null,
  JOB_FAILOVER_REGION: null,
  TASK_FAILURE: 'a task failed',
  TASK_CHECKPOINT_FAILURE: 'a task had finished before its trigger came',
  UNKNOWN_TASK_CHECKPOINT_NOTIFICATION_FAILURE: 'a task that was to hear of it is gone',
  FINALIZE_CHECKPOINT_FAILURE: 'its _metadata could not be written',
  TRIGGER_CHECKPOINT_FAILURE: 'it could not be triggered',
}

const abortedZh: Words = {
  PERIODIC_SCHEDULER_SHUTDOWN: '周期性触发已停止',
  TOO_MANY_CHECKPOINT_REQUESTS: '排队的请求过多',
  MINIMUM_TIME_BETWEEN_CHECKPOINTS: '最小间隔未过',
  NOT_ALL_REQUIRED_TASKS_RUNNING: '并非所有任务都在运行',
  IO_EXCEPTION: '无法在存储中准备它的位置',
  BLOCKING_OUTPUT_EXIST: '有阻塞的输出',
  CHECKPOINT_ASYNC_EXCEPTION: '快照无法上传',
  CHANNEL_STATE_SHARED_STREAM_EXCEPTION: '另一个子任务的通道状态无法写入',
  CHECKPOINT_EXPIRED: '已超时',
  CHECKPOINT_SUBSUMED: '更新的检查点已完成',
  CHECKPOINT_DECLINED: '有任务拒绝',
  CHECKPOINT_DECLINED_TASK_NOT_READY: '有任务未就绪',
  CHECKPOINT_DECLINED_TASK_CLOSING: '有任务在触发消息到达前已结束',
  CHECKPOINT_DECLINED_SUBSUMED: '更新的屏障先到',
  CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER: '上游已取消',
  CHECKPOINT_DECLINED_INPUT_END_OF_STREAM: '有输入已结束',
  CHECKPOINT_COORDINATOR_SHUTDOWN: null,
  CHECKPOINT_COORDINATOR_SUSPEND: null,
  JOB_FAILOVER_REGION: null,
  TASK_FAILURE: '有任务失败',
  TASK_CHECKPOINT_FAILURE: '触发消息到达前任务已完成',
  UNKNOWN_TASK_CHECKPOINT_NOTIFICATION_FAILURE: '应得知此事的任务已不在',
  FINALIZE_CHECKPOINT_FAILURE: '_metadata 无法写入',
  TRIGGER_CHECKPOINT_FAILURE: '无法触发',
}

const reasonOf = (words: Readonly<Record<string, string | null>>, reason: string): string => {
  const known = words[reason]
  return known === null || reason === '' ? '' : (known ?? reason)
}

const aborted: Tell = ({ checkpoint, amount, total, reason }) => {
  const why = reasonOf(abortedEn, reason)
  const because = why === '' ? '' : `: ${why}`
  return checkpoint === 0
    ? say`A checkpoint cannot be triggered${because}.`
    : say`Checkpoint ${checkpoint} is aborted at ${amount} of ${total}${because}.`
}

const abortedInZh: Tell = ({ checkpoint, amount, total, reason }) => {
  const why = reasonOf(abortedZh, reason)
  const because = why === '' ? '' : `：${why}`
  return checkpoint === 0
    ? say`无法触发检查点${because}。`
    : say`检查点 ${checkpoint} 在 ${amount} / ${total} 时中止${because}。`
}

/** With what the storage said, where it was the storage. A task that has ended has nothing against the checkpoint. */
const declined: Tell = ({ task, checkpoint, reason, effect }) => {
  if (reason === 'CHECKPOINT_DECLINED_TASK_CLOSING')
    return say`${strong(task)} has ended before the trigger of checkpoint ${checkpoint} came, and can send no barrier any more: this checkpoint is given up.`
  if (reason === 'TASK_CHECKPOINT_FAILURE')
    return say`${strong(task)} had finished before the trigger of checkpoint ${checkpoint} came: its TaskManager knows no such task any more, and without its snapshot the checkpoint cannot be complete.`
  const why = reasonOf(abortedEn, reason)
  const cause = effect === '' ? '' : ` (${effect})`
  return say`${strong(task)} declines checkpoint ${checkpoint}${why === '' ? '' : `: ${why}`}${cause}.`
}

const declinedZh: Tell = ({ task, checkpoint, reason, effect }) => {
  if (reason === 'CHECKPOINT_DECLINED_TASK_CLOSING')
    return say`${strong(task)} 在检查点 ${checkpoint} 的触发消息到达前已结束，不能再发送屏障：放弃此检查点。`
  if (reason === 'TASK_CHECKPOINT_FAILURE')
    return say`${strong(task)} 在检查点 ${checkpoint} 的触发消息到达前已完成：其 TaskManager 已没有这个任务；没有它的快照，检查点无法完成。`
  const why = reasonOf(abortedZh, reason)
  const cause = effect === '' ? '' : `（${effect}）`
  return say`${strong(task)} 拒绝检查点 ${checkpoint}${why === '' ? '' : `：${why}`}${cause}。`
}

const refused: Tell = ({ reason }) => {
  const why = reasonOf(abortedEn, reason)
  return say`A request for a snapshot is refused${why === '' ? ': tasks stop running' : `: ${why}`}.`
}

const refusedZh: Tell = ({ reason }) => {
  const why = reasonOf(abortedZh, reason)
  return say`一个快照请求被拒绝${why === '' ? '：任务停止运行' : `：${why}`}。`
}

export const narrationCheckpointsEn = {
  CheckpointTriggered: triggered,
  CheckpointCompleted: completed,
  CheckpointAborted: aborted,
  CheckpointDeclined: declined,
  CheckpointRefused: refused,
  CheckpointSubsumed: ({ checkpoint }: Facts) =>
    say`Checkpoint ${checkpoint} is subsumed: a newer one replaces it.`,
  CheckpointDiscarded: ({ checkpoint, reason }: Facts) =>
    say`The job is ${reason}: the files of checkpoint ${checkpoint} are deleted.`,
} satisfies Readonly<Record<string, Tell>>

export const narrationCheckpointsZh = {
  CheckpointTriggered: triggeredZh,
  CheckpointCompleted: completedZh,
  CheckpointAborted: abortedInZh,
  CheckpointDeclined: declinedZh,
  CheckpointRefused: refusedZh,
  CheckpointSubsumed: ({ checkpoint }: Facts) => say`检查点 ${checkpoint} 被更新的检查点取代。`,
  CheckpointDiscarded: ({ checkpoint, reason }: Facts) =>
    say`作业为 ${reason}：检查点 ${checkpoint} 的文件被删除。`,
} satisfies typeof narrationCheckpointsEn
