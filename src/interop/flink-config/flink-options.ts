/** The configuration options of Flink 2.3.0. Made by tools/make-flink-options.ts; do not edit. */

/** key | type | default | class | legacy keys | fallback keys | constants | deprecated; one option a line. */
export const FLINK_OPTIONS_TABLE = `
cluster.io-pool.size|Integer||ClusterOptions
execution.async-state.active-buffer-size|Integer|1000|ExecutionOptions
execution.async-state.active-buffer-timeout|Long|1000|ExecutionOptions
execution.async-state.total-buffer-size|Integer|6000|ExecutionOptions
execution.buffer-timeout.enabled|Boolean|true|ExecutionOptions
execution.buffer-timeout.interval|Duration|100 ms|ExecutionOptions|execution.buffer-timeout
execution.checkpointing.aligned-checkpoint-timeout|Duration|0 ms|CheckpointingOptions|execution.checkpointing.alignment-timeout
execution.checkpointing.checkpoints-after-tasks-finish|Boolean|true|CheckpointingOptions|execution.checkpointing.checkpoints-after-tasks-finish.enabled
execution.checkpointing.cleaner.parallel-mode|Boolean|true|CheckpointingOptions|state.checkpoint.cleaner.parallel-mode
execution.checkpointing.create-subdir|Boolean|true|CheckpointingOptions|state.checkpoints.create-subdir
execution.checkpointing.data-inline-threshold|MemorySize|20 kb|CheckpointingOptions|state.storage.fs.memory-threshold state.backend.fs.memory-threshold
execution.checkpointing.dir|String||CheckpointingOptions|state.checkpoints.dir state.backend.fs.checkpointdir
execution.checkpointing.during-recovery.enabled|Boolean|false|CheckpointingOptions
execution.checkpointing.externalized-checkpoint-retention|Enum|NO_EXTERNALIZED_CHECKPOINTS|CheckpointingOptions|||DELETE_ON_CANCELLATION RETAIN_ON_CANCELLATION NO_EXTERNALIZED_CHECKPOINTS
execution.checkpointing.file-merging.across-checkpoint-boundary|Boolean|false|CheckpointingOptions
execution.checkpointing.file-merging.enabled|Boolean|false|CheckpointingOptions
execution.checkpointing.file-merging.max-file-size|MemorySize|32 mb|CheckpointingOptions
execution.checkpointing.file-merging.max-space-amplification|Float|2.0|CheckpointingOptions
execution.checkpointing.file-merging.max-subtasks-per-file|Integer|4|CheckpointingOptions
execution.checkpointing.file-merging.pool-blocking|Boolean|false|CheckpointingOptions
execution.checkpointing.incremental|Boolean|false|CheckpointingOptions|state.backend.incremental
execution.checkpointing.interval-during-backlog|Duration||CheckpointingOptions
execution.checkpointing.interval|Duration||CheckpointingOptions
execution.checkpointing.local-backup.dirs|String||CheckpointingOptions|taskmanager.state.local.root-dirs
execution.checkpointing.local-backup.enabled|Boolean|false|CheckpointingOptions|state.backend.local-recovery|execution.state-recovery.from-local
execution.checkpointing.max-concurrent-checkpoints|Integer|1|CheckpointingOptions
execution.checkpointing.min-pause|Duration|0 ms|CheckpointingOptions
execution.checkpointing.mode|Enum|EXACTLY_ONCE|CheckpointingOptions|||EXACTLY_ONCE AT_LEAST_ONCE
execution.checkpointing.num-retained|Integer|1|CheckpointingOptions|state.checkpoints.num-retained
execution.checkpointing.savepoint-dir|String||CheckpointingOptions|state.savepoints.dir savepoints.state.backend.fs.dir
execution.checkpointing.snapshot-compression|Boolean|false|ExecutionOptions
execution.checkpointing.storage|String||CheckpointingOptions|state.checkpoint-storage
execution.checkpointing.timeout|Duration|10 min|CheckpointingOptions
execution.checkpointing.tolerable-failed-checkpoints|Integer|0|CheckpointingOptions
execution.checkpointing.unaligned.enabled|Boolean|false|CheckpointingOptions|execution.checkpointing.unaligned
execution.checkpointing.unaligned.forced|Boolean|false|CheckpointingOptions
execution.checkpointing.unaligned.interruptible-timers.enabled|Boolean|false|CheckpointingOptions
execution.checkpointing.unaligned.max-subtasks-per-channel-state-file|Integer|5|CheckpointingOptions
execution.checkpointing.unaligned.recover-output-on-downstream.enabled|Boolean|false|CheckpointingOptions
execution.checkpointing.write-buffer-size|Integer|4096|CheckpointingOptions|state.storage.fs.write-buffer-size state.backend.fs.write-buffer-size
execution.runtime-mode|Enum|STREAMING|ExecutionOptions|||STREAMING BATCH AUTOMATIC
execution.state-recovery.approximate-local-recovery|Boolean|false|StateRecoveryOptions|execution.checkpointing.approximate-local-recovery
execution.state-recovery.claim-mode|Enum|NO_CLAIM|StateRecoveryOptions|execution.savepoint-restore-mode||CLAIM NO_CLAIM LEGACY
execution.state-recovery.from-local|Boolean|false|StateRecoveryOptions|state.backend.local-recovery
execution.state-recovery.ignore-unclaimed-state|Boolean|false|StateRecoveryOptions|execution.savepoint.ignore-unclaimed-state
execution.state-recovery.path|String||StateRecoveryOptions|execution.savepoint.path
execution.state-recovery.without-channel-state.checkpoint-id|Long|-1|StateRecoveryOptions|execution.checkpointing.recover-without-channel-state.checkpoint-id
heartbeat.interval|Duration|10 s|HeartbeatManagerOptions
heartbeat.rpc-failure-threshold|Integer|2|HeartbeatManagerOptions
heartbeat.timeout|Duration|50 s|HeartbeatManagerOptions
high-availability.type|String|NONE|HighAvailabilityOptions|recovery.mode high-availability
jobmanager.adaptive-scheduler.executing.cooldown-after-rescaling|Duration|30 s|JobManagerOptions|jobmanager.adaptive-scheduler.scaling-interval.min
jobmanager.adaptive-scheduler.executing.resource-stabilization-timeout|Duration|1 min|JobManagerOptions
jobmanager.adaptive-scheduler.min-parallelism-increase|Integer|1|JobManagerOptions||||deprecated
jobmanager.adaptive-scheduler.prefer-minimal-taskmanagers|Boolean|true|JobManagerOptions
jobmanager.adaptive-scheduler.rescale-trigger.max-checkpoint-failures|Integer|2|JobManagerOptions
jobmanager.adaptive-scheduler.rescale-trigger.max-delay|Duration||JobManagerOptions
jobmanager.adaptive-scheduler.resource-stabilization-timeout|Duration|10 s|JobManagerOptions||||deprecated
jobmanager.adaptive-scheduler.resource-wait-timeout|Duration|5 min|JobManagerOptions||||deprecated
jobmanager.adaptive-scheduler.scaling-interval.max|Duration||JobManagerOptions||||deprecated
jobmanager.adaptive-scheduler.scaling-interval.min|Duration|30 s|JobManagerOptions||||deprecated
jobmanager.adaptive-scheduler.submission.resource-stabilization-timeout|Duration|10 s|JobManagerOptions|jobmanager.adaptive-scheduler.resource-stabilization-timeout
jobmanager.adaptive-scheduler.submission.resource-wait-timeout|Duration|5 min|JobManagerOptions|jobmanager.adaptive-scheduler.resource-wait-timeout
jobmanager.execution.failover-strategy|String|region|JobManagerOptions
jobmanager.scheduler|Enum|Default|JobManagerOptions|||Default Adaptive AdaptiveBatch
metrics.latency.granularity|String|operator|MetricOptions
metrics.latency.history-size|Integer|128|MetricOptions
metrics.latency.interval|Duration|0 ms|MetricOptions
parallelism.default|Integer|1|CoreOptions
pipeline.auto-watermark-interval|Duration|200 ms|PipelineOptions
pipeline.max-parallelism|Integer|-1|PipelineOptions
pipeline.object-reuse|Boolean|false|PipelineOptions
pipeline.operator-chaining.chain-operators-with-different-max-parallelism|Boolean|true|PipelineOptions
pipeline.operator-chaining.enabled|Boolean|true|PipelineOptions|pipeline.operator-chaining
pipeline.sources.pause-until-first-checkpoint|Boolean|false|CheckpointingOptions
pipeline.watermark-alignment.allow-unaligned-source-splits|Boolean|false|PipelineOptions
pipeline.watermark-alignment.buffer-size|Integer|3|PipelineOptions
restart-strategy.exponential-delay.attempts-before-reset-backoff|Integer|2147483647|RestartStrategyOptions
restart-strategy.exponential-delay.backoff-multiplier|Double|1.5|RestartStrategyOptions
restart-strategy.exponential-delay.initial-backoff|Duration|1 s|RestartStrategyOptions
restart-strategy.exponential-delay.jitter-factor|Double|0.1|RestartStrategyOptions
restart-strategy.exponential-delay.max-backoff|Duration|1 min|RestartStrategyOptions
restart-strategy.exponential-delay.reset-backoff-threshold|Duration|1 h|RestartStrategyOptions
restart-strategy.failure-rate.delay|Duration|1 s|RestartStrategyOptions
restart-strategy.failure-rate.failure-rate-interval|Duration|1 min|RestartStrategyOptions
restart-strategy.failure-rate.max-failures-per-interval|Integer|1|RestartStrategyOptions
restart-strategy.fixed-delay.attempts|Integer|1|RestartStrategyOptions
restart-strategy.fixed-delay.delay|Duration|1 s|RestartStrategyOptions
restart-strategy.type|String||RestartStrategyOptions|restart-strategy
scheduler-mode|Enum||JobManagerOptions|||REACTIVE
sink.committer.retries|Integer|10|SinkOptions
slot.request.timeout|Duration|5 min|JobManagerOptions
state.backend.forst.cache.dir|String||ForStOptions
state.backend.forst.cache.lru.access-before-promote|Integer|6|ForStOptions
state.backend.forst.cache.lru.promote-limit|Integer|3|ForStOptions
state.backend.forst.cache.reserve-size|MemorySize|256 mb|ForStOptions
state.backend.forst.cache.size-based-limit|MemorySize|0 bytes|ForStOptions
state.backend.forst.executor.inline-coordinator|Boolean|false|ForStOptions
state.backend.forst.executor.inline-write|Boolean|true|ForStOptions
state.backend.forst.executor.read-io-parallelism|Integer|3|ForStOptions
state.backend.forst.executor.write-io-parallelism|Integer|1|ForStOptions
state.backend.forst.local-dir|String||ForStOptions
state.backend.forst.memory.fixed-per-slot|MemorySize||ForStOptions
state.backend.forst.memory.fixed-per-tm|MemorySize||ForStOptions
state.backend.forst.memory.high-prio-pool-ratio|Double|0.1|ForStOptions
state.backend.forst.memory.managed|Boolean|true|ForStOptions
state.backend.forst.memory.partitioned-index-filters|Boolean|true|ForStOptions
state.backend.forst.memory.write-buffer-ratio|Double|0.5|ForStOptions
state.backend.forst.options-factory|String||ForStOptions
state.backend.forst.primary-dir|String|checkpoint-dir|ForStOptions
state.backend.forst.sync.enforce-local|Boolean|true|ForStOptions
state.backend.forst.timer-service.cache-size|Integer|128|ForStOptions
state.backend.forst.timer-service.factory|Enum|ForStDB|ForStOptions|||HEAP ForStDB
state.backend.rocksdb.block.blocksize|MemorySize|4 kb|RocksDBConfigurableOptions
state.backend.rocksdb.block.cache-size|MemorySize|8 mb|RocksDBConfigurableOptions
state.backend.rocksdb.block.metadata-blocksize|MemorySize|4 kb|RocksDBConfigurableOptions
state.backend.rocksdb.bloom-filter.bits-per-key|Double|10.0|RocksDBConfigurableOptions
state.backend.rocksdb.bloom-filter.block-based-mode|Boolean|false|RocksDBConfigurableOptions
state.backend.rocksdb.checkpoint.transfer.thread.num|Integer|4|RocksDBOptions
state.backend.rocksdb.compaction.filter.periodic-compaction-time|Duration|30 d|RocksDBConfigurableOptions
state.backend.rocksdb.compaction.filter.query-time-after-num-entries|Long|1000|RocksDBConfigurableOptions
state.backend.rocksdb.compaction.level.max-size-level-base|MemorySize|256 mb|RocksDBConfigurableOptions
state.backend.rocksdb.compaction.level.target-file-size-base|MemorySize|64 mb|RocksDBConfigurableOptions
state.backend.rocksdb.compaction.level.use-dynamic-size|Boolean|false|RocksDBConfigurableOptions
state.backend.rocksdb.compaction.style|Enum|LEVEL|RocksDBConfigurableOptions|||LEVEL UNIVERSAL FIFO NONE
state.backend.rocksdb.compression.per.level|List|[SNAPPY_COMPRESSION]|RocksDBConfigurableOptions|||NO_COMPRESSION SNAPPY_COMPRESSION ZLIB_COMPRESSION BZLIB2_COMPRESSION LZ4_COMPRESSION LZ4HC_COMPRESSION XPRESS_COMPRESSION ZSTD_COMPRESSION DISABLE_COMPRESSION_OPTION
state.backend.rocksdb.files.open|Integer|-1|RocksDBConfigurableOptions
state.backend.rocksdb.incremental-restore-async-compact-after-rescale|Boolean|false|RocksDBConfigurableOptions
state.backend.rocksdb.localdir|String||RocksDBOptions
state.backend.rocksdb.log.dir|String||RocksDBConfigurableOptions
state.backend.rocksdb.log.file-num|Integer|4|RocksDBConfigurableOptions
state.backend.rocksdb.log.level|Enum|INFO_LEVEL|RocksDBConfigurableOptions|||DEBUG_LEVEL INFO_LEVEL WARN_LEVEL ERROR_LEVEL FATAL_LEVEL HEADER_LEVEL NUM_INFO_LOG_LEVELS
state.backend.rocksdb.log.max-file-size|MemorySize|25 mb|RocksDBConfigurableOptions
state.backend.rocksdb.manual-compaction.max-auto-compactions|Integer|30|RocksDBManualCompactionOptions
state.backend.rocksdb.manual-compaction.max-file-size-to-compact|MemorySize|50 kb|RocksDBManualCompactionOptions
state.backend.rocksdb.manual-compaction.max-files-to-compact|Integer|30|RocksDBManualCompactionOptions
state.backend.rocksdb.manual-compaction.max-output-file-size|MemorySize|64 mb|RocksDBManualCompactionOptions
state.backend.rocksdb.manual-compaction.max-parallel-compactions|Integer|5|RocksDBManualCompactionOptions
state.backend.rocksdb.manual-compaction.min-files-to-compact|Integer|5|RocksDBManualCompactionOptions
state.backend.rocksdb.manual-compaction.min-interval|Duration|0 ms|RocksDBManualCompactionOptions
state.backend.rocksdb.memory.fixed-per-slot|MemorySize||RocksDBOptions
state.backend.rocksdb.memory.fixed-per-tm|MemorySize||RocksDBOptions
state.backend.rocksdb.memory.high-prio-pool-ratio|Double|0.1|RocksDBOptions
state.backend.rocksdb.memory.managed|Boolean|true|RocksDBOptions
state.backend.rocksdb.memory.partitioned-index-filters|Boolean|false|RocksDBOptions
state.backend.rocksdb.memory.write-buffer-ratio|Double|0.5|RocksDBOptions
state.backend.rocksdb.options-factory|String||RocksDBOptions
state.backend.rocksdb.predefined-options|String|DEFAULT|RocksDBOptions
state.backend.rocksdb.rescaling.use-delete-files-in-range|Boolean|false|RocksDBConfigurableOptions
state.backend.rocksdb.restore-overlap-fraction-threshold|Double|0.0|RocksDBConfigurableOptions
state.backend.rocksdb.thread.num|Integer|2|RocksDBConfigurableOptions
state.backend.rocksdb.timer-service.cache-size|Integer|128|RocksDBOptions
state.backend.rocksdb.timer-service.factory|Enum|ROCKSDB|RocksDBOptions|||HEAP ROCKSDB
state.backend.rocksdb.use-bloom-filter|Boolean|false|RocksDBConfigurableOptions
state.backend.rocksdb.use-ingest-db-restore-mode|Boolean|false|RocksDBConfigurableOptions
state.backend.rocksdb.write-batch-size|MemorySize|2 mb|RocksDBConfigurableOptions
state.backend.rocksdb.writebuffer.count|Integer|2|RocksDBConfigurableOptions
state.backend.rocksdb.writebuffer.number-to-merge|Integer|1|RocksDBConfigurableOptions
state.backend.rocksdb.writebuffer.size|MemorySize|64 mb|RocksDBConfigurableOptions
state.backend.type|String|hashmap|StateBackendOptions|state.backend
state.changelog.dstl.dfs.base-path|String||FsStateChangelogOptions|dstl.dfs.base-path
state.changelog.dstl.dfs.batch.persist-delay|Duration|10 ms|FsStateChangelogOptions|dstl.dfs.batch.persist-delay
state.changelog.dstl.dfs.batch.persist-size-threshold|MemorySize|10 mb|FsStateChangelogOptions|dstl.dfs.batch.persist-size-threshold
state.changelog.dstl.dfs.compression.enabled|Boolean|false|FsStateChangelogOptions|dstl.dfs.compression.enabled
state.changelog.dstl.dfs.discard.num-threads|Integer|1|FsStateChangelogOptions|dstl.dfs.discard.num-threads
state.changelog.dstl.dfs.download.local-cache.idle-timeout-ms|Duration|10 min|FsStateChangelogOptions|dstl.dfs.download.local-cache.idle-timeout-ms
state.changelog.dstl.dfs.preemptive-persist-threshold|MemorySize|5 mb|FsStateChangelogOptions|dstl.dfs.preemptive-persist-threshold
state.changelog.dstl.dfs.upload.buffer-size|MemorySize|1 mb|FsStateChangelogOptions|dstl.dfs.upload.buffer-size
state.changelog.dstl.dfs.upload.max-attempts|Integer|3|FsStateChangelogOptions|dstl.dfs.upload.max-attempts
state.changelog.dstl.dfs.upload.max-in-flight|MemorySize|100 mb|FsStateChangelogOptions|dstl.dfs.upload.max-in-flight
state.changelog.dstl.dfs.upload.next-attempt-delay|Duration|500 ms|FsStateChangelogOptions|dstl.dfs.upload.next-attempt-delay
state.changelog.dstl.dfs.upload.num-threads|Integer|5|FsStateChangelogOptions|dstl.dfs.upload.num-threads
state.changelog.dstl.dfs.upload.retry-policy|String|fixed|FsStateChangelogOptions|dstl.dfs.upload.retry-policy
state.changelog.dstl.dfs.upload.timeout|Duration|1 s|FsStateChangelogOptions|dstl.dfs.upload.timeout
state.changelog.enabled|Boolean|false|StateChangelogOptions|state.backend.changelog.enabled
state.changelog.max-failures-allowed|Integer|3|StateChangelogOptions|state.backend.changelog.max-failures-allowed
state.changelog.periodic-materialize.enabled|Boolean|true|StateChangelogOptions|state.backend.changelog.periodic-materialize.enabled
state.changelog.periodic-materialize.interval|Duration|10 min|StateChangelogOptions|state.backend.changelog.periodic-materialize.interval
state.changelog.storage|String|memory|StateChangelogOptions|state.backend.changelog.storage
state.latency-track.history-size|Integer|128|StateLatencyTrackOptions|state.backend.latency-track.history-size
state.latency-track.keyed-state-enabled|Boolean|false|StateLatencyTrackOptions|state.backend.latency-track.keyed-state-enabled
state.latency-track.sample-interval|Integer|100|StateLatencyTrackOptions|state.backend.latency-track.sample-interval
state.latency-track.state-name-as-variable|Boolean|true|StateLatencyTrackOptions|state.backend.latency-track.state-name-as-variable
state.size-track.history-size|Integer|128|StateSizeTrackOptions
state.size-track.keyed-state-enabled|Boolean|false|StateSizeTrackOptions
state.size-track.sample-interval|Integer|100|StateSizeTrackOptions
state.size-track.state-name-as-variable|Boolean|true|StateSizeTrackOptions
task.cancellation.interval|Duration|30 s|TaskManagerOptions|task.cancellation-interval
task.cancellation.timeout|Duration|3 min|TaskManagerOptions
task.cancellation.timers.timeout|Duration|7500 ms|TaskManagerOptions|timerservice.exceptional.shutdown.timeout
taskmanager.memory.managed.consumer-weights|Map|{OPERATOR=70, STATE_BACKEND=70, PYTHON=30}|TaskManagerOptions
taskmanager.memory.managed.fraction|Float|0.4|TaskManagerOptions
taskmanager.memory.managed.size|MemorySize||TaskManagerOptions|taskmanager.memory.size
taskmanager.memory.min-segment-size|MemorySize|256 bytes|TaskManagerOptions
taskmanager.memory.segment-size|MemorySize|32 kb|TaskManagerOptions
taskmanager.network.memory.buffer-debloat.enabled|Boolean|false|TaskManagerOptions
taskmanager.network.memory.buffer-debloat.period|Duration|200 ms|TaskManagerOptions
taskmanager.network.memory.buffer-debloat.samples|Integer|20|TaskManagerOptions
taskmanager.network.memory.buffer-debloat.target|Duration|1 s|TaskManagerOptions
taskmanager.network.memory.buffer-debloat.threshold-percentages|Integer|25|TaskManagerOptions
taskmanager.network.memory.buffers-per-channel|Integer|2|Removed||||deprecated
taskmanager.network.memory.buffers-request-timeout|Duration|30 s|NettyShuffleEnvironmentOptions|taskmanager.network.memory.exclusive-buffers-request-timeout-ms
taskmanager.network.memory.floating-buffers-per-gate|Integer|8|Removed||||deprecated
taskmanager.network.memory.max-buffers-per-channel|Integer|10|Removed||||deprecated
taskmanager.network.memory.max-overdraft-buffers-per-gate|Integer|20|Removed||||deprecated
taskmanager.network.memory.read-buffer.required-per-gate.max|Integer||NettyShuffleEnvironmentOptions
taskmanager.numberOfTaskSlots|Integer|1|TaskManagerOptions
web.checkpoints.history|Integer|10|WebOptions|jobmanager.web.checkpoints.history
web.exception-history-size|Integer|16|WebOptions
`
