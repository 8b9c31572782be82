/** Words about commands that no command has itself. */
import type { CommandGroup } from '../../../engine/api/command.ts'
import { defineTexts } from '../../i18n/texts.ts'

const groups: Readonly<Record<CommandGroup, string>> = {
  job: 'Job',
  task: 'Tasks',
  cluster: 'Cluster',
  record: 'Records',
  message: 'Messages',
  checkpoint: 'Checkpoint and restore',
  storage: 'Storage',
  transaction: 'Transactions',
  network: 'Network',
}

const en = {
  fault: 'Fault',
  savepoint: 'Savepoint',
  task: 'A task',
  otherTask: 'Another task',
  taskManager: 'A TaskManager',
  otherTaskManager: 'Another TaskManager',
  pick: 'Select a task first, or choose one in the Fault menu.',
  broker: (sink: string): string => `Broker of ${sink}`,
  recordHere: 'Drop a record',
  nothingHere: {
    'no-record': 'No record is on this channel now.',
    'no-place': 'A timer made it: it has no place in the log by which it could be named.',
  },
  recordNotUnderWay: 'That record is on no channel now.',
  palette: 'What to do',
  search: 'Search by name, or a step by its number',
  none: 'Nothing is called that.',
  act: 'Do it',
  pages: {
    config: 'Interval, mode, unaligned and incremental checkpoints, timeouts, parallelism: config.yaml.',
    advisor: 'An estimate of which backend and storage suit a job: hashmap, rocksdb, database.',
    lookFor: 'What this pipeline shows, and what to try in it.',
    fidelity: 'What follows Flink’s rules, and what is simpler.',
    projector: 'Big type for a class. Esc leaves it.',
    view: (name: string): string => `View: ${name}`,
    pipeline: (title: string): string => `Pipeline: ${title}`,
    goTo: (step: number): string => `Go to step ${step}`,
    goToNote: 'That moment of this run, forward or back; a step that no run has reached yet is computed.',
  },
  groups,
}

const zh: typeof en = {
  fault: '故障',
  savepoint: '保存点',
  task: '任务',
  otherTask: '其他任务',
  taskManager: 'TaskManager',
  otherTaskManager: '其他 TaskManager',
  pick: '请先选择一个任务，或在“故障”菜单中选择。',
  broker: sink => `${sink} 的 broker`,
  recordHere: '丢弃记录',
  nothingHere: {
    'no-record': '此通道上现在没有记录。',
    'no-place': '它由定时器产生：在日志中没有可以指名的位置。',
  },
  recordNotUnderWay: '该记录现在不在任何通道上。',
  palette: '要做什么',
  search: '按名称搜索，或输入步骤号',
  none: '没有这个名称。',
  act: '执行',
  pages: {
    config: '间隔、模式、非对齐与增量检查点、超时、并行度：config.yaml。',
    advisor: '估计哪种后端与存储适合作业：hashmap、rocksdb、database。',
    lookFor: '这个流水线展示什么，可以试什么。',
    fidelity: '哪些遵循 Flink 的规则，哪些较为简单。',
    projector: '供课堂使用的大字。按 Esc 退出。',
    view: name => `视图：${name}`,
    pipeline: title => `流水线：${title}`,
    goTo: step => `跳到步骤 ${step}`,
    goToNote: '这次运行的那一刻，向前或向后；尚未到达的步骤会被计算出来。',
  },
  groups: {
    job: '作业',
    task: '任务',
    cluster: '集群',
    record: '记录',
    message: '消息',
    checkpoint: '检查点与恢复',
    storage: '存储',
    transaction: '事务',
    network: '网络',
  },
}

export const commandTexts = defineTexts(en, zh)
