/**
 * Further keys of Flink that a config.yaml of a real cluster is full of, known here by name only: addresses, memory
 * of processes, logging, security. Weir models none of them, and takes any value.
 */

const EXACT = `
blob.client.connect.timeout blob.client.socket.timeout blob.fetch.backlog blob.fetch.num-concurrent blob.fetch.retries
blob.offload.minsize blob.server.port blob.service.cleanup.interval blob.storage.directory
classloader.check-leaked-classloader classloader.fail-on-metaspace-oom-error classloader.parent-first-patterns.additional
classloader.parent-first-patterns.default classloader.resolve-order
client.heartbeat.interval client.heartbeat.timeout client.retry-period client.timeout
cluster.evenly-spread-out-slots cluster.id cluster.intercept-user-system-exit cluster.processes.halt-on-fatal-error
cluster.registration.error-delay cluster.registration.initial-timeout cluster.registration.max-timeout
cluster.registration.refused-registration-delay cluster.services.shutdown-timeout cluster.thread-dump.stacktrace-max-depth
cluster.uncaught-exception-handling
execution.allow-client-job-configurations execution.attached execution.job-listeners execution.job-status-changed-listeners
execution.shutdown-on-application-finish execution.shutdown-on-attached-exit execution.sorted-inputs.enabled
execution.sorted-inputs.memory execution.submit-failed-job-on-application-error execution.target
execution.batch-shuffle-mode execution.batch-state-backend.enabled
fs.allowed-fallback-filesystems fs.default-scheme fs.output.always-create-directory fs.overwrite-files
historyserver.archive.clean-expired-jobs historyserver.archive.fs.dir historyserver.archive.fs.refresh-interval
historyserver.archive.retained-jobs historyserver.web.address historyserver.web.port historyserver.web.refresh-interval
historyserver.web.tmpdir historyserver.web.ssl.enabled
internal.pipeline.job-id io.tmp.dirs
high-availability.cluster-id high-availability.storageDir high-availability.jobmanager.port
jobmanager.archive.fs.dir jobmanager.bind-host jobmanager.bootstrap-timeout jobmanager.future-pool.size
jobmanager.io-pool.size jobmanager.partition.hybrid.partition-data-consume-constraint jobmanager.resource-id
jobmanager.retrieve-taskmanager-hostname jobmanager.rpc.address jobmanager.rpc.bind-port jobmanager.rpc.port
jobmanager.memory.enable-jvm-direct-memory-limit jobmanager.memory.flink.size jobmanager.memory.heap.size
jobmanager.memory.jvm-metaspace.size jobmanager.memory.jvm-overhead.fraction jobmanager.memory.jvm-overhead.max
jobmanager.memory.jvm-overhead.min jobmanager.memory.off-heap.size jobmanager.memory.process.size
jobstore.cache-size jobstore.dir jobstore.expiration-time jobstore.max-capacity jobstore.type
metrics.fetcher.update-interval metrics.internal.query-service.port metrics.internal.query-service.thread-priority
metrics.job.status.enable metrics.reporters metrics.scope.delimiter metrics.scope.jm metrics.scope.jm-job
metrics.scope.jm-operator metrics.scope.operator metrics.scope.task metrics.scope.tm metrics.scope.tm-job
metrics.system-resource metrics.system-resource-probing-interval
minicluster.number-of-taskmanagers
parallelism.max
pipeline.auto-generate-uids pipeline.auto-type-registration pipeline.cached-files pipeline.classpaths
pipeline.closure-cleaner-level pipeline.force-avro pipeline.force-kryo pipeline.force-kryo-avro pipeline.generic-types
pipeline.jars pipeline.jobvertex-parallelism-overrides pipeline.name pipeline.serialization-config
pipeline.vertex-description-mode pipeline.vertex-name-include-index-prefix
resourcemanager.job.timeout resourcemanager.previous-worker.recovery.timeout resourcemanager.rpc.port
resourcemanager.standalone.start-up-time resourcemanager.start-worker.max-failure-rate
resourcemanager.start-worker.retry-interval resourcemanager.taskmanager-registration.timeout
resourcemanager.taskmanager-timeout
rest.address rest.async.store-duration rest.await-leader-timeout rest.bind-address rest.bind-port
rest.client.max-content-length rest.connection-timeout rest.flamegraph.cleanup-interval rest.flamegraph.delay-between-samples
rest.flamegraph.enabled rest.flamegraph.num-samples rest.flamegraph.refresh-interval rest.flamegraph.stack-depth
rest.idleness-timeout rest.path rest.port rest.profiling.dir rest.profiling.duration-max rest.profiling.enabled
rest.profiling.history-size rest.retry.delay rest.retry.max-attempts rest.server.max-content-length
rest.server.numThreads rest.url-prefix
restart-strategy.failure-rate.delay
slot.idle.timeout
slotmanager.max-total-resource.cpu slotmanager.max-total-resource.memory slotmanager.min-total-resource.cpu
slotmanager.min-total-resource.memory slotmanager.number-of-slots.max slotmanager.number-of-slots.min
slotmanager.redundant-taskmanager-num
taskmanager.bind-host taskmanager.cpu.cores taskmanager.data.bind-port taskmanager.data.port taskmanager.data.ssl.enabled
taskmanager.debug.memory.log taskmanager.debug.memory.log-interval taskmanager.host taskmanager.jvm-exit-on-oom
taskmanager.load-balance.mode taskmanager.log.path taskmanager.memory.flink.size
taskmanager.memory.framework.heap.size taskmanager.memory.framework.off-heap.batch-shuffle.size
taskmanager.memory.framework.off-heap.size taskmanager.memory.jvm-metaspace.size
taskmanager.memory.jvm-overhead.fraction taskmanager.memory.jvm-overhead.max taskmanager.memory.jvm-overhead.min
taskmanager.memory.network.fraction taskmanager.memory.network.max taskmanager.memory.network.min
taskmanager.memory.process.size taskmanager.memory.task.heap.size taskmanager.memory.task.off-heap.size
taskmanager.network.bind-policy taskmanager.network.compression.codec taskmanager.network.max-num-tcp-connections
taskmanager.network.retries taskmanager.network.sort-shuffle.min-buffers
taskmanager.network.sort-shuffle.min-parallelism taskmanager.registration.timeout taskmanager.resource-id
taskmanager.rpc.bind-port taskmanager.rpc.port taskmanager.runtime.hashjoin-bloom-filters
taskmanager.runtime.large-record-handler taskmanager.runtime.max-fan taskmanager.runtime.sort-spilling-threshold
taskmanager.slot.timeout taskmanager.system-out.mode
user.artifacts.artifact-list user.artifacts.base-dir
web.access-control-allow-origin web.cancel.enable web.exception-history-size web.history web.log.path
web.refresh-interval web.rescale.enable web.submit.enable web.timeout web.tmpdir web.upload.dir
`

/** Flink leaves these open: names of reporters, options of plugins, of the JVM, of the cluster manager. */
const OPEN = [
  'containerized.',
  'env.',
  'execution.job.',
  'external-resource.',
  'external-resources',
  'fs.azure.',
  'fs.gs.',
  'fs.oss.',
  'fs.s3.',
  'fs.s3a.',
  'high-availability.kubernetes.',
  'high-availability.zookeeper.',
  'job-event.',
  'job-result-store.',
  'kubernetes.',
  'metrics.reporter.',
  'metrics.scope.',
  'oss.',
  'pekko.',
  'pipeline.global-job-parameters',
  'plugin.',
  'presto.',
  'python.',
  's3.',
  's3a.',
  'security.',
  'sql-client.',
  'sql-gateway.',
  'table.',
  'traces.',
  'events.',
  'yarn.',
  'zookeeper.',
]

const names: ReadonlySet<string> = new Set(EXACT.trim().split(/\s+/))

export const isFurtherKey = (name: string): boolean =>
  names.has(name) || OPEN.some(start => name.startsWith(start))

/** Those with a name of their own; near misses are looked for among them, too. */
export const FURTHER_KEYS: Iterable<string> = names
