/** How long a cluster puts up with what does not answer, at random; drawn apart, so that other choices stay as they are. */
import { createRng } from '../../src/base/prng.ts'
import type { Config } from '../../src/engine/api/spec.ts'
import { pick } from './random-time.ts'

export function randomTimeouts(seed: number): Config {
  const rng = createRng(seed, 'timeouts')
  return {
    'task.cancellation.timeout': pick(rng, ['3 min', '3 min', '20 ms', '0 ms']),
    'weir.network.connection-timeout': pick(rng, ['2 min', '20 ms', '150 ms']),
    'task.cancellation.interval': pick(rng, ['30 s', '30 s', '2 s']),
  }
}
