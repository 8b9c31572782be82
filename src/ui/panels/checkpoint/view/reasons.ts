/** Why a checkpoint failed, in words, by the names of Flink's CheckpointFailureReason. */
import type { CheckpointFailureReason } from '../../../../engine/api/checkpoint-failure-reason.ts'
import type { Language } from '../../../../store/preferences.ts'

type Words = Readonly<Record<Language, string>>

const WORDS: Readonly<Record<CheckpointFailureReason, Words>> = {
  PERIODIC_SCHEDULER_SHUTDOWN: {
    en: 'periodic checkpoints had been switched off',
    zh: '周期检查点已被关闭',
  },
  TOO_MANY_CHECKPOINT_REQUESTS: {
    en: 'too many requests were waiting already',
    zh: '等待中的请求已经太多',
  },
  MINIMUM_TIME_BETWEEN_CHECKPOINTS: {
    en: 'the minimum pause after the last one was not over',
    zh: '距上一个检查点的最小间隔尚未结束',
  },
  NOT_ALL_REQUIRED_TASKS_RUNNING: { en: 'not all tasks were running', zh: '并非所有任务都在运行' },
  IO_EXCEPTION: { en: 'the storage failed', zh: '存储出错' },
  CHECKPOINT_ASYNC_EXCEPTION: {
    en: 'the upload of a subtask failed',
    zh: '某个子任务的上传失败',
  },
  CHANNEL_STATE_SHARED_STREAM_EXCEPTION: {
    en: 'another subtask could not write its part of a file of channel state that they share',
    zh: '共用同一通道状态文件的另一个子任务写入失败',
  },
  CHECKPOINT_EXPIRED: {
    en: 'not all subtasks had acknowledged when its timeout was over',
    zh: '超时之前并非所有子任务都已确认',
  },
  CHECKPOINT_SUBSUMED: { en: 'a newer checkpoint was complete first', zh: '更新的检查点先完成了' },
  CHECKPOINT_DECLINED: { en: 'a subtask declined it', zh: '某个子任务拒绝了它' },
  CHECKPOINT_DECLINED_TASK_NOT_READY: {
    en: 'a subtask declined it: it was not ready',
    zh: '某个子任务拒绝了它：尚未就绪',
  },
  CHECKPOINT_DECLINED_TASK_CLOSING: {
    en: 'a subtask had ended before its trigger came',
    zh: '某个子任务在触发消息到达前已经结束',
  },
  CHECKPOINT_DECLINED_SUBSUMED: {
    en: 'the barrier of a newer checkpoint came in before it was aligned',
    zh: '在它对齐之前，更新检查点的屏障已到达',
  },
  CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER: {
    en: 'a subtask was told by one of its inputs that it is cancelled',
    zh: '某个子任务从一个输入得知它已被取消',
  },
  CHECKPOINT_DECLINED_INPUT_END_OF_STREAM: {
    en: 'an input of a subtask had ended',
    zh: '某个子任务的一个输入已经结束',
  },
  CHECKPOINT_COORDINATOR_SHUTDOWN: { en: 'the job ended', zh: '作业已结束' },
  CHECKPOINT_COORDINATOR_SUSPEND: {
    en: 'the job failed and restarted, so the coordinator gave up what was pending',
    zh: '作业失败并重启，协调器放弃了进行中的检查点',
  },
  JOB_FAILOVER_REGION: { en: 'a failover region restarted', zh: '一个故障恢复区域重启了' },
  TASK_FAILURE: { en: 'a task failed', zh: '一个任务失败了' },
  TASK_CHECKPOINT_FAILURE: {
    en: 'a task could not begin its snapshot',
    zh: '一个任务无法开始快照',
  },
  UNKNOWN_TASK_CHECKPOINT_NOTIFICATION_FAILURE: {
    en: 'a task failed at being told of it',
    zh: '一个任务在收到通知时失败',
  },
  FINALIZE_CHECKPOINT_FAILURE: {
    en: 'its metadata could not be written',
    zh: '无法写入它的元数据',
  },
  TRIGGER_CHECKPOINT_FAILURE: { en: 'it could not be triggered', zh: '无法触发它' },
  BLOCKING_OUTPUT_EXIST: {
    en: 'an output of the job is blocking',
    zh: '作业有一个阻塞式输出',
  },
}

const isKnown = (reason: string): reason is CheckpointFailureReason => Object.hasOwn(WORDS, reason)

/** Null: no reason of Flink's; its message says it. */
export const reasonWords = (reason: string, language: Language): string | null =>
  isKnown(reason) ? WORDS[reason][language] : null
