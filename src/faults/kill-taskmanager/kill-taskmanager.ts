/**
 * The process of a TaskManager is gone, and with it every task in its slots. Nobody in it can say so: those who were
 * connected with it notice. Another process takes its place after `weir.cluster.taskmanager-start-time`.
 */
import { defineCommand } from '../../engine/api/command.ts'
import { isOver } from '../../engine/api/job-status.ts'

export const killTaskManager = defineCommand({
  kind: 'kill-taskmanager',
  group: 'cluster',
  target: 'taskmanager',
  parameters: [],
  effect: () => ({ actor: 'taskmanager', type: 'kill-process' }),
  refusal: ({ job, taskManager }) => {
    if (isOver(job.status)) return 'job-is-over'
    return taskManager === null || taskManager.life === 'down' ? 'process-is-down' : null
  },
  texts: {
    en: {
      name: 'Kill {target}',
      menu: 'Kill a TaskManager',
      does: 'Its process is gone, and all tasks in its slots with it. Their consumers see the connection break; another process takes its place after a while.',
      told: 'You kill the process of {target}.',
      parameters: {},
      refusals: {
        'job-is-over': 'The job has ended.',
        'process-is-down': 'That process is down already.',
      },
    },
    zh: {
      name: '终止 {target}',
      menu: '终止 TaskManager',
      does: '它的进程消失，slot 中的所有任务随之消失。下游会发现连接中断；过一会儿另一个进程接替它。',
      told: '你终止了 {target} 的进程。',
      parameters: {},
      refusals: { 'job-is-over': '作业已结束。', 'process-is-down': '该进程已经停止。' },
    },
  },
})
