/** Options with which every backend has to do all that it can do, even with a handful of rows. */
export const TINY: Readonly<Record<string, string>> = {
  'state.backend.rocksdb.writebuffer.size': '640 bytes',
  'state.backend.rocksdb.block.cache-size': '300 bytes',
  'state.backend.rocksdb.compaction.level.max-size-level-base': '500 bytes',
  'weir.state.block-rows': '3',
  'weir.state.database.cache-rows': '5',
  'weir.state.database.flush-rows': '4',
}
