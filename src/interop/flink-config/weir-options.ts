/**
 * Weir's own options, all under `weir.`: what the simulated cluster costs and how long its messages take, which Flink
 * has no keys for because a real cluster simply has it.
 */
import type { ValueType } from './values.ts'

interface WeirOption {
  readonly key: string
  readonly type: ValueType
  readonly initial: string
  readonly group: 'WeirNetwork' | 'WeirCluster' | 'WeirCosts' | 'WeirCheckpoints' | 'WeirRun'
  readonly least?: string
  /** Constants of an Enum. */
  readonly words?: readonly string[]
  readonly en: string
  readonly zh: string
}

/** `weir.task.record-cost.count` is the cost in the vertex `count`. */
export const RECORD_COST = 'weir.task.record-cost'

export const WEIR_OPTIONS: readonly WeirOption[] = [
  {
    key: 'weir.network.latency',
    type: 'Duration',
    initial: '1 ms',
    group: 'WeirNetwork',
    en: 'How long a buffer travels from one task to the next.',
    zh: '一个缓冲从一个任务到下一个任务的传输时间。',
  },
  {
    key: 'weir.network.queue-buffers',
    type: 'Integer',
    initial: '10',
    group: 'WeirNetwork',
    least: '1',
    en: 'Buffers an output queue holds before its task is backpressured; a constant in Flink 2.',
    zh: '输出队列最多容纳的缓冲数，满后任务进入反压；在 Flink 2 中是常数。',
  },
  {
    key: 'weir.network.credits-per-channel',
    type: 'Integer',
    initial: '2',
    group: 'WeirNetwork',
    least: '1',
    en: 'Exclusive buffers of an input channel, each one credit; a constant in Flink 2.',
    zh: '每个输入通道的独占缓冲数，一个缓冲一个信用；在 Flink 2 中是常数。',
  },
  {
    key: 'weir.rpc.latency',
    type: 'Duration',
    initial: '1 ms',
    group: 'WeirNetwork',
    en: 'How long a message between JobManager and task takes.',
    zh: 'JobManager 与任务之间一条消息的传输时间。',
  },
  {
    key: 'weir.storage.latency',
    type: 'Duration',
    initial: '2 ms',
    group: 'WeirNetwork',
    en: 'How long checkpoint storage takes to answer.',
    zh: '检查点存储的响应时间。',
  },
  {
    key: 'weir.storage.bandwidth',
    type: 'MemorySize',
    initial: '100 mb',
    group: 'WeirNetwork',
    en: 'Bytes a task uploads to checkpoint storage in one second.',
    zh: '任务每秒上传到检查点存储的字节数。',
  },
  {
    key: 'weir.broker.latency',
    type: 'Duration',
    initial: '1 ms',
    group: 'WeirNetwork',
    en: 'How long the transactional broker takes to answer a sink.',
    zh: '事务性 broker 回应 sink 的时间。',
  },
  {
    key: 'weir.sink.commit-timeout',
    type: 'Duration',
    initial: '1 s',
    group: 'WeirCluster',
    en: 'How long a sink waits for the answer to a commit before it asks again.',
    zh: 'Sink 等待提交答复的时间，超过后再次请求。',
  },
  {
    key: 'weir.sink.transaction-timeout',
    type: 'Duration',
    initial: '0 ms',
    group: 'WeirCluster',
    en: 'The broker aborts a transaction that is prepared for longer, as Kafka does; 0 ms: never.',
    zh: '事务预提交超过此时间后由 broker 中止，如同 Kafka；0 ms 表示永不。',
  },
  {
    key: 'weir.sink.ignore-transaction-failures',
    type: 'Boolean',
    initial: 'true',
    group: 'WeirCluster',
    en: 'Whether a transaction that can never be committed any more is let go with its results, as by Flink’s Kafka sink; otherwise the task fails.',
    zh: '再也无法提交的事务是否连同其结果一起放弃（Flink 的 Kafka Sink 如此）；否则任务失败。',
  },
  {
    key: RECORD_COST,
    type: 'Duration',
    initial: '1 µs',
    group: 'WeirCosts',
    en: 'How long a task works on one record, unless its vertex has a cost of its own.',
    zh: '任务处理一条记录的时间；顶点有单独设置时以其为准。',
  },
  {
    key: 'weir.snapshot.prepare-duration',
    type: 'Duration',
    initial: '1 µs',
    group: 'WeirCosts',
    en: 'How long a task prepares a snapshot before it sends the barrier on.',
    zh: '任务在转发屏障之前准备快照的时间。',
  },
  {
    key: 'weir.snapshot.sync-duration',
    type: 'Duration',
    initial: '1 ms',
    group: 'WeirCosts',
    en: 'The synchronous part of a snapshot, during which no record is processed.',
    zh: '快照的同步部分，期间不处理记录。',
  },
  {
    key: 'weir.state.row-bytes',
    type: 'Integer',
    initial: '64',
    group: 'WeirCosts',
    least: '1',
    en: 'Bytes that one row of state counts for in the size of a snapshot.',
    zh: '计算快照大小时一行状态所占的字节数。',
  },
  {
    key: 'weir.cluster.taskmanagers',
    type: 'Integer',
    initial: '0',
    group: 'WeirCluster',
    en: 'TaskManagers of the cluster; 0: as many as the job needs.',
    zh: '集群中的 TaskManager 数；0 表示作业需要多少就有多少。',
  },
  {
    key: 'weir.cluster.taskmanager-start-time',
    type: 'Duration',
    initial: '500 ms',
    group: 'WeirCluster',
    en: 'How long it takes until another process stands in for a TaskManager that was lost.',
    zh: '失去一个 TaskManager 后，另一个进程接替它所需的时间。',
  },
  {
    key: 'weir.cluster.jobmanager-start-time',
    type: 'Duration',
    initial: '500 ms',
    group: 'WeirCluster',
    en: 'How long it takes until another JobManager leads; with high availability only.',
    zh: '另一个 JobManager 成为 leader 所需的时间；仅在启用高可用时。',
  },
  {
    key: 'weir.checkpointing.trigger.records',
    type: 'Integer',
    initial: '0',
    group: 'WeirCheckpoints',
    least: '0',
    en: 'Triggers a checkpoint when the sources have read so many records since the last one; 0: never. Not in Flink.',
    zh: '自上次检查点以来数据源读取这么多记录后触发检查点；0 表示不按记录数触发。Flink 中没有。',
  },
  {
    key: 'weir.checkpointing.trigger.bytes',
    type: 'MemorySize',
    initial: '0 bytes',
    group: 'WeirCheckpoints',
    en: 'Triggers a checkpoint when the sources have read so many bytes since the last one; 0: never. Not in Flink.',
    zh: '自上次检查点以来数据源读取这么多字节后触发检查点；0 表示不按字节数触发。Flink 中没有。',
  },
  {
    key: 'weir.state.block-rows',
    type: 'Integer',
    initial: '1000',
    group: 'WeirCosts',
    least: '1',
    en: 'Rows in a block of the log-structured store, which is a file of a snapshot.',
    zh: '日志结构存储一个块的行数；一个块即快照的一个文件。',
  },
  {
    key: 'weir.state.cost-model',
    type: 'Enum',
    initial: 'own',
    group: 'WeirCosts',
    words: ['own', 'equal'],
    en: 'Whether each state backend has costs of its own (own), or all have those of hashmap (equal), so that a run is the same on each.',
    zh: '各状态后端是使用各自的开销（own），还是都使用 hashmap 的开销（equal），使同一运行在各后端上相同。',
  },
  {
    key: 'weir.sim.jitter',
    type: 'Duration',
    initial: '0 ms',
    group: 'WeirRun',
    en: 'By how much a latency varies, drawn from the seed.',
    zh: '延迟的波动幅度，由种子决定。',
  },
  {
    key: 'weir.sim.permute-ranks',
    type: 'Boolean',
    initial: 'false',
    group: 'WeirRun',
    en: 'Whether events of the same moment happen in an order drawn from the seed.',
    zh: '同一时刻的事件是否按种子决定的顺序发生。',
  },
  {
    key: 'weir.lineage.enabled',
    type: 'Boolean',
    initial: 'true',
    group: 'WeirRun',
    en: 'Whether records carry their origin, which the verdict needs.',
    zh: '记录是否携带其来源；结论需要它。',
  },
  {
    key: 'weir.store',
    type: 'Enum',
    initial: 'as-preferred',
    group: 'WeirRun',
    words: ['as-preferred', 'memory', 'indexeddb', 'opfs'],
    en: 'What really holds completed checkpoints in this browser; no run differs by it.',
    zh: '已完成的检查点在本浏览器中实际存放的位置；不影响运行本身。',
  },
  {
    key: 'weir.sources',
    type: 'Enum',
    initial: 'as-built',
    group: 'WeirRun',
    words: ['as-built', 'replayable', 'non-replayable'],
    en: 'Whether sources can be read again after a failure: as each of them is built, all of them, or none.',
    zh: '故障后数据源能否重放：按各自的实现、全部可以，或全部不可以。',
  },
  {
    key: 'weir.sinks',
    type: 'Enum',
    initial: 'as-built',
    group: 'WeirRun',
    words: ['as-built', 'plain', 'transactional'],
    en: 'Which sinks stand at the ends of the pipeline: its own, plain ones, or ones with two-phase commit.',
    zh: '流水线末端使用哪种 Sink：流水线自带的、普通的，或两阶段提交的。',
  },
]
