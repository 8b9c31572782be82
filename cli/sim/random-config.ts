/** Settings at random: latencies, sizes and times from the smallest that are accepted to those that hurt. */
import type { Rng } from '../../src/base/prng.ts'
import type { Config } from '../../src/engine/api/spec.ts'
import type { Effort } from './effort.ts'
import { chance, pick, type Traits } from './random-time.ts'

export function randomConfig(rng: Rng, traits: Traits, effort: Effort): Config {
  return {
    'parallelism.default': String(pick(rng, effort.parallelism)),
    'pipeline.max-parallelism': pick(rng, ['8', '128', '128', '1000']),
    'pipeline.operator-chaining.enabled': chance(rng, 80) ? 'true' : 'false',
    ...networkConfig(rng),
    ...checkpointConfig(rng, traits),
    ...restartConfig(rng, traits),
    ...clusterConfig(rng, traits),
    ...sinkConfig(rng),
    'pipeline.auto-watermark-interval': pick(rng, ['200 ms', '200 ms', '20 ms', '5 ms', '1 ms', '0 ms']),
    'weir.sim.jitter': pick(rng, ['0 ms', '0 ms', '300 us', '1 ms', '5 ms', '20 ms']),
    'weir.sim.permute-ranks': chance(rng, 70) ? 'true' : 'false',
    'weir.task.record-cost': pick(rng, ['1 us', '100 us', '1 ms', '4 ms']),
    'weir.snapshot.prepare-duration': pick(rng, ['1 us', '500 us']),
    'weir.snapshot.sync-duration': pick(rng, ['1 us', '2 ms', '20 ms']),
  }
}

function networkConfig(rng: Rng): Config {
  return {
    'execution.buffer-timeout.interval': pick(rng, ['0 ms', '0 ms', '1 ms', '20 ms', '100 ms']),
    'taskmanager.memory.segment-size': pick(rng, ['32 b', '100 b', '32 kb']),
    'weir.network.queue-buffers': pick(rng, ['1', '2', '4', '10']),
    'weir.network.credits-per-channel': pick(rng, ['1', '2', '3']),
    'weir.network.latency': pick(rng, ['1 us', '200 us', '1 ms', '4 ms']),
    'weir.rpc.latency': pick(rng, ['10 us', '1 ms', '3 ms', '30 ms']),
    'weir.storage.latency': pick(rng, ['100 us', '5 ms', '20 ms', '60 ms']),
    'weir.broker.latency': pick(rng, ['10 us', '2 ms', '30 ms']),
  }
}

function sinkConfig(rng: Rng): Config {
  return {
    'sink.committer.retries': pick(rng, ['0', '1', '10', '10']),
    'weir.sink.commit-timeout': pick(rng, ['100 ms', '1 s', '1 s']),
    'weir.sink.transaction-timeout': pick(rng, ['0 ms', '0 ms', '0 ms', '100 ms', '10 s']),
    'weir.sink.ignore-transaction-failures': chance(rng, 80) ? 'true' : 'false',
  }
}

function checkpointConfig(rng: Rng, traits: Traits): Config {
  if (chance(rng, 12)) {
    traits.add('checkpointing off')
    // A savepoint, or a checkpoint that an aim brings, that has lost a message would wait ten minutes to expire.
    return { 'execution.checkpointing.timeout': '3 s' }
  }
  const atLeastOnce = chance(rng, 8)
  if (atLeastOnce) traits.add('at-least-once')
  return {
    'execution.checkpointing.mode': atLeastOnce ? 'AT_LEAST_ONCE' : 'EXACTLY_ONCE',
    'execution.checkpointing.max-concurrent-checkpoints': pick(rng, ['1', '1', '1', '2', '4']),
    'execution.checkpointing.interval': pick(rng, ['10 ms', '20 ms', '70 ms', '200 ms']),
    'execution.checkpointing.min-pause': pick(rng, ['0 ms', '0 ms', '15 ms', '60 ms']),
    'execution.checkpointing.timeout': chance(rng, 12)
      ? pick(rng, ['10 ms', '60 ms'])
      : pick(rng, ['300 ms', '1 s', '1 s', '3 s']),
    'execution.checkpointing.tolerable-failed-checkpoints': pick(rng, [
      '0',
      '1',
      '3',
      '1000',
      '1000',
      '1000',
    ]),
    'execution.checkpointing.num-retained': pick(rng, ['1', '2', '4']),
    'weir.checkpointing.trigger.records': pick(rng, ['0', '0', '0', '5', '40']),
    'weir.checkpointing.trigger.bytes': pick(rng, ['0', '0', '0', '0', '500 b']),
    'execution.checkpointing.externalized-checkpoint-retention': pick(rng, [
      'NO_EXTERNALIZED_CHECKPOINTS',
      'DELETE_ON_CANCELLATION',
      'RETAIN_ON_CANCELLATION',
    ]),
    'execution.state-recovery.claim-mode': pick(rng, ['CLAIM', 'NO_CLAIM', 'LEGACY']),
  }
}

function restartConfig(rng: Rng, traits: Traits): Config {
  if (chance(rng, 8)) {
    traits.add('no restart strategy')
    return {}
  }
  const further = chance(rng, 20)
  if (further) {
    traits.add('exponential delay')
    return {
      'restart-strategy.type': 'exponential-delay',
      'restart-strategy.exponential-delay.initial-backoff': pick(rng, ['1 ms', '20 ms']),
      'restart-strategy.exponential-delay.max-backoff': pick(rng, ['20 ms', '200 ms']),
    }
  }
  return {
    'restart-strategy.type': 'fixed-delay',
    'restart-strategy.fixed-delay.attempts': pick(rng, ['1', '3', '20', '1000', '1000']),
    'restart-strategy.fixed-delay.delay': pick(rng, ['0 ms', '1 ms', '15 ms', '100 ms']),
  }
}

function clusterConfig(rng: Rng, traits: Traits): Config {
  const highAvailability = chance(rng, 70)
  if (highAvailability) traits.add('high availability')
  return {
    'high-availability.type': highAvailability ? pick(rng, ['ZOOKEEPER', 'KUBERNETES']) : 'NONE',
    'jobmanager.execution.failover-strategy': chance(rng, 85) ? 'region' : 'full',
    'taskmanager.numberOfTaskSlots': pick(rng, ['1', '1', '2', '8']),
    'weir.cluster.taskmanagers': pick(rng, ['0', '0', '0', '9']),
    'weir.cluster.taskmanager-start-time': pick(rng, ['1 us', '3 ms', '30 ms', '200 ms']),
    'weir.cluster.jobmanager-start-time': pick(rng, ['1 us', '3 ms', '30 ms', '200 ms']),
    'heartbeat.interval': pick(rng, ['1 ms', '20 ms']),
    'heartbeat.timeout': pick(rng, ['25 ms', '100 ms', '300 ms']),
    'execution.checkpointing.local-backup.enabled': chance(rng, 50) ? 'true' : 'false',
    'execution.state-recovery.from-local': chance(rng, 70) ? 'true' : 'false',
    'slot.request.timeout': pick(rng, ['50 ms', '5 min', '5 min', '5 min']),
  }
}
