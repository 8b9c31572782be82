/**
 * A TaskManager and the others cannot reach each other for a while; the JobManager reaches them all. Records between
 * them stand still; after `weir.network.connection-timeout` consumers close their connections and fail.
 */
import { millis } from '../../base/time.ts'
import { defineCommand } from '../../engine/api/command.ts'
import { isOver } from '../../engine/api/job-status.ts'

export const isolateTaskManager = defineCommand({
  kind: 'isolate-taskmanager',
  group: 'network',
  target: 'taskmanager',
  parameters: [
    { name: 'durationMs', type: 'duration', default: 300_000, min: 0.001, max: 9_007_199_254_740 },
  ],
  effect: ({ durationMs }) => ({ actor: 'taskmanager', type: 'isolate', duration: millis(durationMs) }),
  refusal: ({ job, cluster, taskManager }) => {
    if (isOver(job.status)) return 'job-is-over'
    if (taskManager?.life !== 'up') return 'process-is-down'
    if (cluster.taskManagers.length < 2) return 'no-other'
    return taskManager.isolatedUntil < 0 ? null : 'is-isolated'
  },
  texts: {
    en: {
      name: 'Cut {target} off from the other TaskManagers for {durationMs}',
      menu: 'Cut TaskManagers off from each other',
      does: 'It and the other TaskManagers cannot reach each other for {durationMs}; the JobManager reaches them all, and heartbeats go on. Beyond weir.network.connection-timeout the tasks that wait for records of the other side fail.',
      told: 'You cut {target} off from the other TaskManagers for {durationMs}.',
      parameters: { durationMs: 'Duration' },
      refusals: {
        'job-is-over': 'The job has ended.',
        'process-is-down': 'That process is down.',
        'no-other': 'There is no other TaskManager.',
        'is-isolated': 'It is cut off from the others already.',
      },
    },
    zh: {
      name: '切断 {target} 与其他 TaskManager 的网络 {durationMs}',
      menu: '切断 TaskManager 之间的网络',
      does: '它与其他 TaskManager 在 {durationMs} 内无法互通；JobManager 仍能到达所有进程，心跳照常。超过 weir.network.connection-timeout 后，等待对方记录的任务失败。',
      told: '你切断了 {target} 与其他 TaskManager 的网络，持续 {durationMs}。',
      parameters: { durationMs: '时长' },
      refusals: {
        'job-is-over': '作业已结束。',
        'process-is-down': '该进程已停止。',
        'no-other': '没有其他 TaskManager。',
        'is-isolated': '它与其他 TaskManager 的网络已被切断。',
      },
    },
  },
})
