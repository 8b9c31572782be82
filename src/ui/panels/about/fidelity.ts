/**
 * What Weir has of Flink 2.3.0, what it has in a simpler form, and what it has not. One entry per thing, in both
 * languages; the page shows nothing else about this.
 */
export type Fidelity = 'modelled' | 'simplified' | 'absent'

export interface FidelityEntry {
  readonly level: Fidelity
  readonly en: { readonly what: string; readonly how: string }
  readonly zh: { readonly what: string; readonly how: string }
}

export const FLINK_VERSION = '2.3.0'

export const FIDELITY: readonly FidelityEntry[] = [
  {
    level: 'modelled',
    en: {
      what: 'Key groups',
      how: 'key → Java hash code → murmur hash → key group → subtask, as Flink computes them.',
    },
    zh: { what: '键组', how: '键 → Java 哈希码 → murmur 哈希 → 键组 → 子任务，与 Flink 的计算一致。' },
  },
  {
    level: 'modelled',
    en: {
      what: 'Operator chaining',
      how: 'Flink’s rules decide which operators share a task; vertex names are Flink’s.',
    },
    zh: { what: '算子链', how: '按 Flink 的规则决定哪些算子共用一个任务；顶点名称与 Flink 一致。' },
  },
  {
    level: 'simplified',
    en: {
      what: 'Configuration',
      how: 'A config.yaml by Flink’s own keys and types; options that are not modelled are accepted, listed, and change nothing.',
    },
    zh: {
      what: '配置',
      how: '使用 Flink 自己的键与类型的 config.yaml；未模拟的选项会被接受并列出，但不起作用。',
    },
  },
  {
    level: 'modelled',
    en: {
      what: 'Credit-based channels',
      how: 'Bounded output queues, exclusive buffers per channel, one credit per free buffer; barriers need none.',
    },
    zh: {
      what: '基于信用的通道',
      how: '有界的输出队列，每个通道的独占缓冲，一个空闲缓冲一个信用；屏障不需要信用。',
    },
  },
  {
    level: 'modelled',
    en: {
      what: 'Aligned barriers',
      how: 'A channel whose barrier has come waits for the others; its sender sends nothing until it is resumed.',
    },
    zh: { what: '对齐的屏障', how: '屏障已到的通道等待其他通道；在恢复之前，发送端不再发送。' },
  },
  {
    level: 'modelled',
    en: {
      what: 'Checkpoint coordinator',
      how: 'Interval, minimum pause, timeout, several at once, subsuming, every reason of a failure and which of them counts, retention when the job ends, finished tasks.',
    },
    zh: {
      what: '检查点协调器',
      how: '间隔、最小间隔、超时、并发、取代、每一种失败原因及其是否计数、作业结束时的保留、已完成的任务。',
    },
  },
  {
    level: 'modelled',
    en: {
      what: 'Savepoints',
      how: 'Canonical and native ones beside checkpoints, stop with savepoint (suspend and drain), claim modes; a savepoint is never used for failover.',
    },
    zh: {
      what: '保存点',
      how: '与检查点并行的标准与原生格式保存点、停止并保存（挂起与排空）、认领模式；保存点从不用于故障恢复。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'Triggering a checkpoint',
      how: 'The place in storage is there at once, and there are no operator coordinators or master hooks; no source reports a backlog.',
    },
    zh: {
      what: '触发检查点',
      how: '存储位置立即可用，没有算子协调器与 master hook；没有 source 报告积压。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'Operators that have finished',
      how: 'They are deployed as finished and not opened again; what their state was stays visible and stands in snapshots, where Flink writes none.',
    },
    zh: {
      what: '已完成的算子',
      how: '以已完成状态部署，不再打开；其状态仍可见并写入快照，而 Flink 不写。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'Offsets of the consumer group',
      how: 'Committed as KafkaSource does, when the source hears that a checkpoint is complete; the broker has them at once, and no such commit fails.',
    },
    zh: {
      what: '消费组位点',
      how: '与 KafkaSource 相同，在数据源得知检查点完成时提交；broker 立即得到它，且这种提交不会失败。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'Triggers by records and bytes',
      how: 'Not in Flink at all: `weir.checkpointing.trigger.*` is Weir’s own.',
    },
    zh: {
      what: '按记录数与字节数触发',
      how: 'Flink 中完全没有：`weir.checkpointing.trigger.*` 为 Weir 独有。',
    },
  },
  {
    level: 'modelled',
    en: {
      what: 'Sync and async snapshot',
      how: 'The hashmap backend copies on write: processing goes on while the view of the cut is uploaded.',
    },
    zh: { what: '同步与异步快照', how: 'hashmap 后端写时复制：上传切面视图的同时继续处理。' },
  },
  {
    level: 'modelled',
    en: {
      what: 'Checkpoint statistics',
      how: 'Fields, units, counts and percentiles of Flink’s REST answers on checkpoints, their configuration, back pressure and task metrics.',
    },
    zh: {
      what: '检查点统计',
      how: '与 Flink 的 REST 回答相同的字段、单位、计数与百分位：检查点、其配置、反压与任务指标。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'REST answers on jobs and TaskManagers',
      how: 'All of Flink’s fields; what a run has not got is told as Flink tells what it does not know: bytes through channels, memory, ports, processors, the stack behind an exception, accumulators.',
    },
    zh: {
      what: '关于作业与 TaskManager 的 REST 回答',
      how: '包含 Flink 的全部字段；运行中没有的内容，按 Flink 表示未知的方式给出：通道字节数、内存、端口、处理器、异常的堆栈、累加器。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'Busy, idle and backpressured time',
      how: 'Measured in each task’s thread by Flink’s rule; the rates look back one to two simulated seconds in place of a minute.',
    },
    zh: {
      what: '繁忙、空闲与反压时间',
      how: '按 Flink 的规则在每个任务的线程中计量；速率取最近一到两秒的模拟时间，而不是一分钟。',
    },
  },
  {
    level: 'modelled',
    en: {
      what: 'Restart',
      how: 'All of Flink’s restart strategies and its default; state and source offsets go back to the last completed checkpoint.',
    },
    zh: { what: '重启', how: 'Flink 的全部重启策略及其默认值；状态与 source 位点回到最近完成的检查点。' },
  },
  {
    level: 'modelled',
    en: {
      what: 'At least once',
      how: 'Barriers are counted and no channel waits; after a failure records may be counted again.',
    },
    zh: { what: '至少一次', how: '只对屏障计数，通道不等待；失败后记录可能被重复计入。' },
  },
  {
    level: 'modelled',
    en: {
      what: 'Event time',
      how: 'Watermarks for each split, idleness, the valve over channels, timers in both domains; watermarks are in no snapshot.',
    },
    zh: {
      what: '事件时间',
      how: '按分片的水位线、空闲状态、跨通道取最小值、两种时间域的定时器；快照中没有水位线。',
    },
  },
  {
    level: 'modelled',
    en: {
      what: 'Windows and joins',
      how: 'Flink’s assigners, triggers, evictors, lateness and merging; interval join, connected and broadcast streams.',
    },
    zh: {
      what: '窗口与连接',
      how: 'Flink 的窗口分配器、触发器、驱逐器、延迟容忍与合并；区间连接、连接流与广播流。',
    },
  },
  {
    level: 'modelled',
    en: {
      what: 'State',
      how: 'Value, list, map, reducing, aggregating; operator list state split and union, broadcast state; time to live.',
    },
    zh: {
      what: '状态',
      how: 'value、list、map、reducing、aggregating；算子列表状态（拆分、联合）、广播状态；TTL。',
    },
  },
  {
    level: 'modelled',
    en: {
      what: 'Rescaling from a snapshot',
      how: 'Keyed state by key group, list state and splits in Flink’s runs, timers with their keys; max parallelism stays.',
    },
    zh: {
      what: '从快照扩缩容',
      how: '键控状态按键组，列表状态与分片按 Flink 的连续分段，定时器随键移动；最大并行度不变。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'TTL clean-up',
      how: 'An expired value is removed when it is read; Flink’s background clean-up is not run.',
    },
    zh: { what: 'TTL 清理', how: '过期的值在读取时移除；不运行 Flink 的后台清理。' },
  },
  {
    level: 'simplified',
    en: {
      what: 'Timers of one time',
      how: 'They fire by key group, then key; Flink promises no order among them.',
    },
    zh: { what: '同一时间的定时器', how: '按键组、再按键的顺序触发；Flink 不保证它们之间的顺序。' },
  },
  {
    level: 'simplified',
    en: {
      what: 'TaskManagers and slots',
      how: 'Slot sharing by subtask, loss with all tasks, replacement after a set time, the request timeout. Memory, slot idle timeouts and spreading tasks over TaskManagers are left out.',
    },
    zh: {
      what: 'TaskManager 与 slot',
      how: '按子任务共享 slot，进程丢失时其中任务全部丢失，一段时间后由新进程接替，slot 请求有超时。不模拟内存、slot 空闲超时和在 TaskManager 间打散任务。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'High availability',
      how: 'A new leader after a set time, with the completed checkpoints and the counter of ids; attempts go on counting. ZooKeeper and Kubernetes themselves are not simulated, and the store never fails.',
    },
    zh: {
      what: '高可用',
      how: '一段时间后出现新的 leader，带有已完成的检查点和编号计数器；尝试次数继续累计。不模拟 ZooKeeper 与 Kubernetes 本身，其存储从不失败。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'Cancelling a task',
      how: 'Only a user function that hangs keeps a task from ending at once; it is interrupted and watched as in Flink, but a failure of the task itself ends it all the same. In Flink the record in hand or the synchronous part of a snapshot is left first, by itself or by an interrupt.',
    },
    zh: {
      what: '取消任务',
      how: '只有挂起的用户函数会使任务不能立即结束；它像 Flink 中那样被中断和监视，但任务自身的失败仍会使其结束。在 Flink 中，线程要先离开手中的记录或快照的同步部分，自行完成或被中断。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'Timeout of a transaction',
      how: 'It counts from the first record, as in Kafka. A writer learns that its open transaction has timed out when it prepares it, in Kafka when it next writes.',
    },
    zh: {
      what: '事务超时',
      how: '与 Kafka 一样从第一条记录起计。写入器在预提交时得知其打开的事务已超时；在 Kafka 中则是在下一次写入时。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'Heartbeats and partitions',
      how: 'A TaskManager can be cut off from the JobManager, or from all other TaskManagers; heartbeats count only in the first case. In the other a connection is closed after a set time, whether it carries data or not. If the JobManager gives up first, an old attempt ends where its successor begins.',
    },
    zh: {
      what: '心跳与网络分区',
      how: 'TaskManager 可与 JobManager 断开，或与所有其他 TaskManager 断开；只有前一种情况下心跳才起作用。后一种情况下，连接在设定的时间后关闭，无论其上有无数据。若 JobManager 先放弃，旧的尝试在其后继开始时结束。',
    },
  },
  {
    level: 'modelled',
    en: {
      what: 'Local recovery',
      how: 'A copy of keyed state in the same process is read instead of storage; it is lost with the process and confirmed with the checkpoint.',
    },
    zh: { what: '本地恢复', how: '同一进程中键控状态的副本可代替存储读取；副本随进程丢失，随检查点确认。' },
  },
  {
    level: 'modelled',
    en: {
      what: 'Failover regions',
      how: 'A failure restarts the tasks that are connected with the one that failed; other regions run on. Attempts are counted for each task.',
    },
    zh: {
      what: '故障恢复区域',
      how: '一次失败只重启与失败任务相连的任务；其他区域继续运行。尝试次数按任务分别计数。',
    },
  },
  {
    level: 'modelled',
    en: {
      what: 'Two-phase commit sink',
      how: 'Sink V2 with Writer and Committer: pre-commit with the snapshot, commit on notification, again after a restore.',
    },
    zh: {
      what: '两阶段提交 Sink',
      how: '带 Writer 与 Committer 的 Sink V2：随快照预提交，收到通知时提交，恢复后再次提交。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'Floating buffers',
      how: 'A channel has its exclusive buffers only; Flink shares further ones between the channels of a gate.',
    },
    zh: { what: '浮动缓冲', how: '通道只有独占缓冲；Flink 还会在同一输入门的通道间共享缓冲。' },
  },
  {
    level: 'simplified',
    en: {
      what: 'Network latency',
      how: 'A constant per kind of message and a seeded jitter, so that a run is the same everywhere.',
    },
    zh: { what: '网络延迟', how: '每类消息一个常数，加上由种子决定的抖动，因此运行在任何地方都相同。' },
  },
  {
    level: 'simplified',
    en: {
      what: 'Costs',
      how: 'Processing, snapshot and storage take the time a cost model says; nothing is measured on this machine.',
    },
    zh: { what: '代价', how: '处理、快照与存储的时间由代价模型给出；不在本机测量。' },
  },
  {
    level: 'simplified',
    en: {
      what: 'Sources',
      how: 'A subtask reads its splits of the log directly; there is no enumerator, so that one without splits hears at once that none will come, and ends; splits move only by a rescale.',
    },
    zh: {
      what: 'Source',
      how: '子任务直接读取日志中属于自己的分片；没有枚举器，因此没有分片的子任务立即得知不会再有分片而结束；分片只在扩缩容时移动。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'Snapshot sizes',
      how: 'A fixed number of bytes per row of state and per list item; Flink reports what its serializers wrote.',
    },
    zh: { what: '快照大小', how: '每行状态、每个列表项按固定字节数计算；Flink 报告的是序列化后的实际大小。' },
  },
  {
    level: 'simplified',
    en: {
      what: 'Finished tasks',
      how: 'After a failure a finished task starts again at its end, from what it acknowledged last.',
    },
    zh: { what: '已完成的任务', how: '故障后，已完成的任务从其最后一次确认的状态、在输入末尾重新开始。' },
  },
  {
    level: 'simplified',
    en: {
      what: 'Buffer debloating',
      how: 'Flink’s calculation of the buffer size from throughput and buffers in use, with its smoothing and threshold; one calculation for all inputs of a task.',
    },
    zh: {
      what: '缓冲消胀',
      how: '按 Flink 的方式由吞吐量与在用缓冲数计算缓冲大小，含平滑与阈值；一个任务的所有输入共用一次计算。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'Unaligned checkpoints',
      how: 'Barriers overtake queued records at sender and receiver, at once or after the aligned timeout; what they overtook is part of the checkpoint and is processed first after a restore. Every channel counts as remote, and data in flight is stored in one piece with the rest of the state.',
    },
    zh: {
      what: '非对齐检查点',
      how: '屏障在发送端和接收端越过排队的记录，立即或在对齐超时之后；被越过的记录是检查点的一部分，恢复后先处理。所有通道都视为远程通道，在途数据与其余状态一起存储。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'Checkpoint storage',
      how: 'jobmanager refuses state of more than 5 MB as Flink does; filesystem has Flink’s layout with an inline threshold, database is Weir’s own. Sizes come from the cost model, names are counted and hashed where Flink draws a UUID, and what it takes is latency and bandwidth by a profile.',
    },
    zh: {
      what: '检查点存储',
      how: 'jobmanager 与 Flink 一样拒绝超过 5 MB 的状态；filesystem 采用 Flink 的目录布局与内联阈值，database 为 Weir 自有。大小来自开销模型；Flink 用 UUID 之处，名称由计数与哈希得出；耗时由所选类型的延迟与带宽决定。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'Database as a state backend',
      how: 'Not in Flink: rows behind a write-back cache with bulk flush. Cache, reads and flushes are modelled and decide what an access costs. What was flushed really stands in IndexedDB, row by row, and follows the run. With weir.state.memory-budget, lists, maps and other objects that the cache does not hold leave memory and are read from IndexedDB when they are needed, from pages of the run’s own, since it can go back to values that the rows no longer have; numbers and texts stay. Snapshots are always full.',
    },
    zh: {
      what: '以数据库为状态后端',
      how: 'Flink 中没有：写回缓存之后的行，批量刷写。缓存、读取与刷写是模拟的，并决定一次访问的开销。已刷写的行确实逐行存放在 IndexedDB 中，并随运行前进与后退。设置 weir.state.memory-budget 后，缓存之外的列表、映射等对象会移出内存，需要时再从 IndexedDB 读取；它们放在该运行自己的页中，因为运行可以退回到行中已不存在的值；数字与文本留在内存。快照总是全量。',
    },
  },
  {
    level: 'simplified',
    en: {
      what: 'RocksDB',
      how: 'A log-structured store of our own: memtable, levels, compaction, Bloom filters, block cache, copies on every access, incremental checkpoints with a registry of shared files. A file is one block of about a thousand rows; the entries of a map lie in one row; compaction takes no time; timers are in its files, as by Flink’s default, and all of them are in memory, too, where Flink has a cache of some.',
    },
    zh: {
      what: 'RocksDB',
      how: '自有的日志结构存储：memtable、层级、合并、布隆过滤器、块缓存、每次访问都复制、带共享文件登记的增量检查点。一个文件即约一千行的一个块；一个映射的条目同在一行；合并不耗时；定时器与 Flink 默认一样在其文件中，同时全部在内存里，而 Flink 只缓存其中一部分。',
    },
  },
  {
    level: 'absent',
    en: {
      what: 'Rescaling while running',
      how: 'Parallelism is fixed for a run; another one begins a new run from a snapshot.',
    },
    zh: { what: '运行中扩缩容', how: '一次运行的并行度是固定的；改变并行度需从快照开始新的运行。' },
  },
]
