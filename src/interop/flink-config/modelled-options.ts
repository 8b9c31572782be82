/**
 * The options of Flink that change what Weir's engine does: one sentence for each, and the bounds Flink puts on the
 * value. A test asks the engine about every key of the table, so that this list says what is true.
 */
interface ModelledOption {
  readonly key: string
  /** In the unit in which it is printed here; below it, Flink refuses to start the job. */
  readonly least?: string
  readonly most?: string
  /** Values that are offered for an option of type String. */
  readonly words?: readonly string[]
  /** Further spellings of them; with these nothing else is accepted. */
  readonly spellings?: readonly string[]
  readonly en: string
  readonly zh: string
}

const CHECKPOINT_TIME_LEAST = '10 ms'
const PARALLELISM_MOST = '32768'

export const MODELLED_OPTIONS: readonly ModelledOption[] = [
  {
    key: 'parallelism.default',
    least: '1',
    most: PARALLELISM_MOST,
    en: 'Subtasks of an operator that does not set a parallelism of its own.',
    zh: '未单独设置并行度的算子的子任务数。',
  },
  {
    key: 'execution.buffer-timeout.interval',
    en: 'How long a partly filled buffer waits before it is sent.',
    zh: '未填满的缓冲在发送前等待的时间。',
  },
  {
    key: 'execution.checkpointing.interval',
    least: CHECKPOINT_TIME_LEAST,
    en: 'Time between two periodic checkpoints; without it there are none.',
    zh: '两次周期性检查点之间的时间；未设置则没有检查点。',
  },
  {
    key: 'execution.checkpointing.min-pause',
    en: 'Least time from the end of one checkpoint to the start of the next.',
    zh: '一次检查点结束到下一次开始的最短时间。',
  },
  {
    key: 'execution.checkpointing.timeout',
    least: CHECKPOINT_TIME_LEAST,
    en: 'A checkpoint that takes longer is aborted.',
    zh: '超过此时间的检查点会被中止。',
  },
  {
    key: 'execution.checkpointing.mode',
    en: 'Whether barriers are aligned (EXACTLY_ONCE) or only counted (AT_LEAST_ONCE).',
    zh: '屏障对齐（EXACTLY_ONCE）还是只计数（AT_LEAST_ONCE）。',
  },
  {
    key: 'execution.checkpointing.unaligned.enabled',
    en: 'Whether barriers overtake the records in the buffers.',
    zh: '屏障是否越过缓冲中的记录。',
  },
  {
    key: 'execution.checkpointing.aligned-checkpoint-timeout',
    en: 'With unaligned checkpoints: how long an alignment may take before barriers overtake; 0 starts unaligned.',
    zh: '启用非对齐检查点时：对齐最多持续多久，之后屏障开始越过；0 表示一开始就非对齐。',
  },
  {
    key: 'execution.checkpointing.unaligned.forced',
    en: 'Allows unaligned checkpoints in spite of a custom partitioner.',
    zh: '即使有自定义分区器，也允许非对齐检查点。',
  },
  {
    key: 'execution.state-recovery.without-channel-state.checkpoint-id',
    least: '-1',
    en: 'The checkpoint that is restored without its records in flight; they are lost.',
    zh: '恢复时不带在途记录的检查点；这些记录会丢失。',
  },
  {
    key: 'execution.checkpointing.max-concurrent-checkpoints',
    least: '1',
    en: 'How many checkpoints may be pending at a time.',
    zh: '同时进行的检查点的最大数目。',
  },
  {
    key: 'execution.checkpointing.tolerable-failed-checkpoints',
    least: '0',
    en: 'How many checkpoints in a row may fail before the job does.',
    zh: '作业失败之前可连续失败的检查点次数。',
  },
  {
    key: 'execution.checkpointing.num-retained',
    least: '1',
    en: 'How many completed checkpoints are kept; older ones are subsumed.',
    zh: '保留的已完成检查点数；更早的被取代。',
  },
  {
    key: 'execution.checkpointing.interval-during-backlog',
    en: 'Not to be set here: no source of Weir ever reports a backlog.',
    zh: '此处不可设置：Weir 的数据源从不报告积压。',
  },
  {
    key: 'execution.checkpointing.externalized-checkpoint-retention',
    en: 'Which checkpoints stay in storage when the job ends. A job that has finished leaves none.',
    zh: '作业结束时哪些检查点留在存储中。正常完成的作业一个也不留。',
  },
  {
    key: 'execution.checkpointing.checkpoints-after-tasks-finish',
    en: 'Whether checkpoints go on when some tasks have finished; a task then waits for a last one.',
    zh: '部分任务完成后是否继续执行检查点；任务会等待最后一次检查点。',
  },
  {
    key: 'execution.state-recovery.claim-mode',
    en: 'Whose the snapshot is that the job starts from: the job’s own (CLAIM), or never deleted (NO_CLAIM).',
    zh: '作业启动所用快照归谁所有：归作业（CLAIM），或永不删除（NO_CLAIM）。',
  },
  {
    key: 'execution.state-recovery.ignore-unclaimed-state',
    en: 'Whether a snapshot may hold state that no operator of the job claims.',
    zh: '快照中是否允许有作业中没有算子认领的状态。',
  },
  {
    key: 'pipeline.max-parallelism',
    most: PARALLELISM_MOST,
    en: 'Number of key groups, the bound of every parallelism; -1: derived from the parallelism.',
    zh: '键组数，即并行度的上限；-1 表示由并行度推导。',
  },
  {
    key: 'pipeline.operator-chaining.enabled',
    en: 'Whether operators that can share a task do.',
    zh: '可以共用一个任务的算子是否链接在一起。',
  },
  {
    key: 'pipeline.auto-watermark-interval',
    en: 'Time between two periodic watermarks; 0 switches them off.',
    zh: '两次周期性水位线之间的时间；0 表示关闭。',
  },
  {
    key: 'jobmanager.execution.failover-strategy',
    words: ['region', 'full'],
    en: 'What a failure restarts: the connected tasks of the one that failed (region), or all (full).',
    zh: '一次失败会重启什么：与失败任务相连的任务（region），还是全部（full）。',
  },
  {
    key: 'taskmanager.numberOfTaskSlots',
    least: '1',
    en: 'Slots of a TaskManager; subtasks with the same number share one.',
    zh: '一个 TaskManager 的 slot 数；编号相同的子任务共用一个 slot。',
  },
  {
    key: 'slot.request.timeout',
    en: 'How long tasks wait for their slots before they fail.',
    zh: '任务等待 slot 的最长时间，超过后任务失败。',
  },
  {
    key: 'high-availability.type',
    words: ['NONE', 'ZOOKEEPER', 'KUBERNETES'],
    en: 'Whether another JobManager finds the job and its checkpoints when this one dies.',
    zh: 'JobManager 终止后，另一个 JobManager 能否找到作业及其检查点。',
  },
  {
    key: 'web.exception-history-size',
    least: '1',
    en: 'How many failures of a job are remembered.',
    zh: '记住作业最近多少次失败。',
  },
  {
    key: 'heartbeat.interval',
    en: 'How often the JobManager asks its TaskManagers for a heartbeat.',
    zh: 'JobManager 向 TaskManager 请求心跳的间隔。',
  },
  {
    key: 'heartbeat.timeout',
    en: 'How long one of them may be silent before the other gives it up.',
    zh: '一方沉默多久后，另一方放弃它。',
  },
  {
    key: 'task.cancellation.interval',
    en: 'How often a thread that does not react to being cancelled is interrupted.',
    zh: '对取消没有反应的线程每隔多久被中断一次。',
  },
  {
    key: 'task.cancellation.timeout',
    en: 'How long a task may take to be cancelled before its TaskManager ends itself; 0: for ever.',
    zh: '任务取消的最长时间，超过后其 TaskManager 自行终止；0 表示永不。',
  },
  {
    key: 'execution.checkpointing.local-backup.enabled',
    en: 'Whether a TaskManager keeps a copy of the keyed state of its tasks on its own disk.',
    zh: 'TaskManager 是否在自己的磁盘上保留其任务键控状态的副本。',
  },
  {
    key: 'execution.state-recovery.from-local',
    en: 'Whether a task that comes back to the same TaskManager reads that copy instead of storage.',
    zh: '任务回到同一 TaskManager 时，是否读取该副本而不是存储。',
  },
  {
    key: 'restart-strategy.type',
    words: ['none', 'fixed-delay', 'failure-rate', 'exponential-delay'],
    spellings: ['off', 'disable', 'fixeddelay', 'failurerate', 'exponentialdelay'],
    en: 'Whether and when a failed job restarts; unset: exponential-delay with checkpointing, else none.',
    zh: '作业失败后是否以及何时重启；未设置时，启用检查点则为 exponential-delay，否则为 none。',
  },
  {
    key: 'restart-strategy.fixed-delay.attempts',
    least: '0',
    en: 'How many restarts fixed-delay allows before the job fails for good.',
    zh: 'fixed-delay 允许的重启次数，超过后作业最终失败。',
  },
  {
    key: 'restart-strategy.fixed-delay.delay',
    en: 'How long fixed-delay waits before each restart.',
    zh: 'fixed-delay 每次重启前等待的时间。',
  },
  {
    key: 'restart-strategy.failure-rate.max-failures-per-interval',
    least: '1',
    en: 'How many failures failure-rate allows within its interval.',
    zh: 'failure-rate 在一个区间内允许的失败次数。',
  },
  {
    key: 'restart-strategy.failure-rate.failure-rate-interval',
    en: 'The interval in which failure-rate counts failures.',
    zh: 'failure-rate 统计失败的时间区间。',
  },
  {
    key: 'restart-strategy.failure-rate.delay',
    en: 'How long failure-rate waits before each restart.',
    zh: 'failure-rate 每次重启前等待的时间。',
  },
  {
    key: 'restart-strategy.exponential-delay.initial-backoff',
    en: 'How long exponential-delay waits before the first restart.',
    zh: 'exponential-delay 首次重启前等待的时间。',
  },
  {
    key: 'restart-strategy.exponential-delay.max-backoff',
    en: 'The longest wait of exponential-delay.',
    zh: 'exponential-delay 的最长等待时间。',
  },
  {
    key: 'restart-strategy.exponential-delay.backoff-multiplier',
    en: 'By how much the wait of exponential-delay grows from one restart to the next.',
    zh: 'exponential-delay 每次重启的等待时间增长倍数。',
  },
  {
    key: 'restart-strategy.exponential-delay.reset-backoff-threshold',
    en: 'After so long without a failure exponential-delay begins with the first wait again.',
    zh: '无失败持续这么久后，exponential-delay 的等待时间恢复为初始值。',
  },
  {
    key: 'restart-strategy.exponential-delay.jitter-factor',
    en: 'The part of a wait of exponential-delay that is left to chance.',
    zh: 'exponential-delay 等待时间中的随机比例。',
  },
  {
    key: 'restart-strategy.exponential-delay.attempts-before-reset-backoff',
    least: '1',
    en: 'How many restarts exponential-delay allows before the job fails for good.',
    zh: 'exponential-delay 允许的重启次数，超过后作业最终失败。',
  },
  {
    key: 'execution.checkpointing.dir',
    en: 'Root directory of checkpoint files; where it is set, snapshots go to the file system.',
    zh: '检查点文件的根目录；设置后快照写入文件系统。',
  },
  {
    key: 'execution.checkpointing.storage',
    words: ['jobmanager', 'filesystem', 'database'],
    en: 'Where snapshots go: to the heap of the JobManager, to files, or to a database.',
    zh: '快照的去处：JobManager 的堆、文件，或数据库。',
  },
  {
    key: 'execution.checkpointing.create-subdir',
    en: 'Whether each job has a directory of its own below the root of the checkpoint files.',
    zh: '每个作业在检查点根目录下是否有自己的子目录。',
  },
  {
    key: 'execution.checkpointing.data-inline-threshold',
    most: '1 mb',
    en: 'State of at most so many bytes is kept inside _metadata instead of a file of its own.',
    zh: '不超过此字节数的状态存于 _metadata 之内，而不单独成文件。',
  },
  {
    key: 'execution.checkpointing.incremental',
    en: 'Whether a checkpoint of the log-structured store writes only files that the last one did not have.',
    zh: '日志结构存储的检查点是否只写上一个检查点没有的文件。',
  },
  {
    key: 'state.backend.rocksdb.localdir',
    en: 'Local directory of the log-structured store; here it is in the memory of the page.',
    zh: '日志结构存储的本地目录；此处位于页面内存中。',
  },
  {
    key: 'state.backend.rocksdb.writebuffer.size',
    en: 'Bytes that are written to a memtable before it is flushed.',
    zh: '写入 memtable 多少字节后刷写。',
  },
  {
    key: 'state.backend.rocksdb.block.cache-size',
    en: 'Bytes of blocks that the cache of one operator holds.',
    zh: '一个算子的块缓存可容纳的字节数。',
  },
  {
    key: 'state.backend.rocksdb.compaction.level.max-size-level-base',
    en: 'Bytes that level 1 may hold; each deeper level holds ten times as many.',
    zh: '第 1 层可容纳的字节数；每深一层为其十倍。',
  },
  {
    key: 'state.backend.rocksdb.timer-service.factory',
    en: 'Where timers are kept: in the store (ROCKSDB), whose files an incremental snapshot does not write again, or on the heap (HEAP), all written by the synchronous part of each snapshot.',
    zh: '定时器存放之处：在存储中（ROCKSDB），增量快照不重复写出其文件；或在堆上（HEAP），每次快照都由同步部分全部写出。',
  },
  {
    key: 'state.backend.type',
    words: ['hashmap', 'rocksdb', 'database'],
    en: 'Where keyed state lives: as objects on the heap (hashmap), in a log-structured store (rocksdb), or in rows behind a write-back cache (database). The names of Flink 1.x are read as what they mean today.',
    zh: '键控状态存放之处：堆上的对象（hashmap）、日志结构的存储（rocksdb），或写回缓存之后的行（database）。Flink 1.x 的名称按今天的含义读取。',
  },
  {
    key: 'state.changelog.enabled',
    en: 'Whether changes of state are written to a log; only false is modelled.',
    zh: '是否把状态变更写入日志；仅模拟 false。',
  },
  {
    key: 'taskmanager.network.memory.buffer-debloat.enabled',
    en: 'Whether the size of buffers follows the throughput, so that what is in flight takes about the target time.',
    zh: '缓冲大小是否随吞吐量调整，使在途数据的处理时间接近目标。',
  },
  {
    key: 'taskmanager.network.memory.buffer-debloat.period',
    en: 'With debloating: how often the size is calculated anew.',
    zh: '启用缓冲消胀时：重新计算大小的周期。',
  },
  {
    key: 'taskmanager.network.memory.buffer-debloat.target',
    en: 'With debloating: the time that all buffered data should take.',
    zh: '启用缓冲消胀时：全部缓冲数据的目标处理时间。',
  },
  {
    key: 'taskmanager.network.memory.buffer-debloat.threshold-percentages',
    least: '0',
    en: 'With debloating: changes below this many per cent of the size are let be.',
    zh: '启用缓冲消胀时：小于该百分比的变化被忽略。',
  },
  {
    key: 'taskmanager.network.memory.buffer-debloat.samples',
    least: '1',
    en: 'With debloating: over how many samples the size is averaged.',
    zh: '启用缓冲消胀时：用于平均的样本数。',
  },
  {
    key: 'taskmanager.memory.min-segment-size',
    en: 'With debloating: the smallest size of a buffer.',
    zh: '启用缓冲消胀时：缓冲的最小大小。',
  },
  {
    key: 'taskmanager.memory.segment-size',
    en: 'Size of a network buffer.',
    zh: '网络缓冲的大小。',
  },
  {
    key: 'sink.committer.retries',
    least: '0',
    en: 'Times a commit that failed for a while is tried again before the task fails.',
    zh: '暂时失败的提交在任务失败之前重试的次数。',
  },
]
