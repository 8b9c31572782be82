/**
 * A TaskManager and the JobManager cannot reach each other for a while; tasks among themselves can. Shorter than
 * `heartbeat.timeout` it only delays what they say; longer, each gives the other up.
 */
import { millis } from '../../base/time.ts'
import { defineCommand } from '../../engine/api/command.ts'
import { isOver } from '../../engine/api/job-status.ts'

export const networkPartition = defineCommand({
  kind: 'network-partition',
  group: 'network',
  target: 'taskmanager',
  parameters: [{ name: 'durationMs', type: 'duration', default: 60_000, min: 0.001, max: 9_007_199_254_740 }],
  effect: ({ durationMs }) => ({ actor: 'taskmanager', type: 'cut-off', duration: millis(durationMs) }),
  refusal: ({ job, taskManager }) => {
    if (isOver(job.status)) return 'job-is-over'
    if (taskManager?.life !== 'up') return 'process-is-down'
    return taskManager.cutOffUntil < 0 ? null : 'is-cut-off'
  },
  texts: {
    en: {
      name: 'Cut {target} off for {durationMs}',
      menu: 'Cut a TaskManager off',
      does: 'It and the JobManager cannot reach each other for {durationMs}. Beyond heartbeat.timeout each gives the other up: the one restarts the tasks elsewhere, the other fails them.',
      told: 'You cut {target} off from the JobManager for {durationMs}.',
      parameters: { durationMs: 'Duration' },
      refusals: {
        'job-is-over': 'The job has ended.',
        'process-is-down': 'That process is down.',
        'is-cut-off': 'It is cut off already.',
      },
    },
    zh: {
      name: '切断 {target} {durationMs}',
      menu: '切断 TaskManager 的网络',
      does: '它与 JobManager 在 {durationMs} 内无法互通。超过 heartbeat.timeout 后双方互相放弃：一方在别处重启任务，另一方使任务失败。',
      told: '你切断了 {target} 与 JobManager 的网络，持续 {durationMs}。',
      parameters: { durationMs: '时长' },
      refusals: {
        'job-is-over': '作业已结束。',
        'process-is-down': '该进程已停止。',
        'is-cut-off': '它的网络已被切断。',
      },
    },
  },
})
