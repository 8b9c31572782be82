/** Whether barriers may overtake in a random run, and after how long. A stream of its own, so that all else stays as it is. */
import { createRng } from '../../src/base/prng.ts'
import type { Config } from '../../src/engine/api/spec.ts'
import { chance, pick, type Traits } from './random-time.ts'

/** Whether the size of buffers follows the throughput. */
export function randomDebloating(seed: number, traits: Traits): Config {
  const rng = createRng(seed, 'debloating')
  if (chance(rng, 80)) return {}
  traits.add('buffers of changing size')
  return {
    'taskmanager.network.memory.buffer-debloat.enabled': 'true',
    'taskmanager.network.memory.buffer-debloat.period': pick(rng, ['5 ms', '50 ms']),
    'taskmanager.network.memory.buffer-debloat.target': pick(rng, ['10 ms', '1 s']),
    'taskmanager.network.memory.buffer-debloat.samples': pick(rng, ['1', '20']),
    'taskmanager.memory.min-segment-size': '32 b',
  }
}

export function randomUnaligned(seed: number, drawn: Config, traits: Traits): Config {
  const one = drawn['execution.checkpointing.max-concurrent-checkpoints'] ?? '1'
  if (one !== '1' || drawn['execution.checkpointing.mode'] === 'AT_LEAST_ONCE') return {}
  const rng = createRng(seed, 'unaligned')
  if (chance(rng, 55)) return {}
  const timeout = pick(rng, ['0 ms', '0 ms', '1 ms', '5 ms', '30 ms'])
  traits.add(timeout === '0 ms' ? 'unaligned checkpoints' : 'checkpoints aligned with a timeout')
  return {
    'execution.checkpointing.unaligned.enabled': 'true',
    'execution.checkpointing.unaligned.forced': 'true',
    'execution.checkpointing.aligned-checkpoint-timeout': timeout,
  }
}
