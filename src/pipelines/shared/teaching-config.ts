/**
 * Settings under which a run can be followed with the eye: one record a buffer, short queues, everything slow enough
 * to be seen on its way, a checkpoint about every 70 ms, and restarts that come soon. All times are simulated.
 */
import type { Config } from '../../engine/api/spec.ts'

export const TEACHING_CONFIG: Config = {
  'execution.checkpointing.interval': '70 ms',
  'execution.checkpointing.mode': 'EXACTLY_ONCE',
  'execution.checkpointing.num-retained': '2',
  'execution.checkpointing.timeout': '1 s',
  'execution.buffer-timeout.interval': '0 ms',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '3',
  'restart-strategy.fixed-delay.delay': '15 ms',
  'pipeline.max-parallelism': '128',
  'state.backend.type': 'hashmap',
  'weir.network.latency': '4 ms',
  'weir.network.queue-buffers': '4',
  'weir.network.credits-per-channel': '2',
  'weir.rpc.latency': '3 ms',
  'weir.storage.latency': '5 ms',
  'weir.broker.latency': '2 ms',
  'weir.snapshot.prepare-duration': '500 us',
  'weir.snapshot.sync-duration': '2 ms',
  // So that the two barriers of a checkpoint seldom come together, and alignment can be seen.
  'weir.sim.jitter': '1 ms',
  'weir.task.record-cost': '1 ms',
}
