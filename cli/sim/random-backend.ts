/** A state backend at random, with so little room that it has to flush, merge and evict all the time. */
import { createRng, nextInt } from '../../src/base/prng.ts'

const TINY: Readonly<Record<string, string>> = {
  'state.backend.rocksdb.writebuffer.size': '640 bytes',
  'state.backend.rocksdb.block.cache-size': '300 bytes',
  'state.backend.rocksdb.compaction.level.max-size-level-base': '500 bytes',
  'weir.state.block-rows': '3',
  'weir.state.database.cache-rows': '5',
  'weir.state.database.flush-rows': '4',
}

/** Drawn apart from everything else, so that a seed keeps the rest of its settings. */
export function randomBackend(seed: number): Record<string, string> {
  const rng = createRng(seed, 'backend')
  const kind = ['hashmap', 'hashmap', 'rocksdb', 'rocksdb', 'database'][nextInt(rng, 5)]!
  if (kind === 'hashmap') return {}
  return {
    ...(nextInt(rng, 4) === 0 ? {} : TINY),
    'state.backend.type': kind,
    'execution.checkpointing.incremental': nextInt(rng, 3) === 0 ? 'false' : 'true',
  }
}
