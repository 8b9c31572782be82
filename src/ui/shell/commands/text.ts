/** Words about commands that no command has itself. */
import type { CommandGroup } from '../../../engine/api/command.ts'
import { defineTexts } from '../../i18n/texts.ts'

const groups: Readonly<Record<CommandGroup, string>> = {
  job: 'Job',
  task: 'Tasks',
  cluster: 'Cluster',
  record: 'Records',
  message: 'Messages',
  checkpoint: 'Phases of a checkpoint',
  storage: 'Storage',
  transaction: 'Transactions',
}

const en = {
  fault: 'Fault',
  savepoint: 'Savepoint',
  selected: 'Selected task',
  pick: 'Select a task first, or choose one in the Fault menu.',
  groups,
}

const zh: typeof en = {
  fault: '故障',
  savepoint: '保存点',
  selected: '已选任务',
  pick: '请先选择一个任务，或在“故障”菜单中选择。',
  groups: {
    job: '作业',
    task: '任务',
    cluster: '集群',
    record: '记录',
    message: '消息',
    checkpoint: '检查点的各阶段',
    storage: '存储',
    transaction: '事务',
  },
}

export const commandTexts = defineTexts(en, zh)
