/** Which files hold which rules of Flink. A file that is no more is left out. */
export interface Area {
  readonly name: string
  readonly files: readonly string[]
}

const engine = (folder: string, ...names: readonly string[]): string[] =>
  names.map(name => `src/engine/${folder}/${name}.ts`)

export const AREAS: readonly Area[] = [
  {
    name: 'barriers',
    files: engine('checkpoint', 'barrier-handler', 'alternating-handler', 'barrier-tracker'),
  },
  {
    name: 'coordinator',
    files: engine(
      'checkpoint',
      'request-decider',
      'coordinator',
      'abort',
      'completion',
      'checkpoint-plan',
      'checkpoint-store',
      'failure-manager',
      'aborted-checkpoints',
    ),
  },
  {
    name: 'snapshots',
    files: engine('task', 'checkpointing', 'barriers', 'trigger', 'in-flight'),
  },
  {
    name: 'network',
    files: engine('network', 'subpartition', 'input-channel', 'buffer', 'channel-state'),
  },
  {
    name: 'threads',
    files: engine('task', 'thread', 'records', 'batch', 'advance', 'on-message', 'lifecycle', 'chain'),
  },
  {
    name: 'key groups',
    files: engine('graph', 'key-groups', 'canonical-key', 'job-graph', 'chaining'),
  },
  {
    name: 'recovery',
    files: engine(
      'recovery',
      'redistribute',
      'union-state',
      'restart-strategy',
      'failover',
      'assign-state',
      'regions',
      'executions',
    ),
  },
  {
    name: 'time',
    files: [...engine('time', 'valve', 'combined', 'timer-queue'), ...engine('task', 'source-watermarks')],
  },
  {
    name: 'windows',
    files: ['operator', 'contents', 'contexts', 'folding', 'merging-window-set', 'time-window'].map(
      name => `src/operators/window/${name}.ts`,
    ),
  },
  {
    name: 'two-phase commit',
    files: [
      'src/connectors/transactional/writer.ts',
      'src/connectors/transactional/committer.ts',
      ...engine('kernel', 'broker', 'storage'),
    ],
  },
  {
    name: 'state',
    files: [...engine('state', 'keyed-state', 'ttl', 'row-key'), 'src/backends/shared/heap-table.ts'],
  },
  {
    name: 'kernel',
    files: engine('kernel', 'step', 'sim', 'message', 'job-manager', 'window-log'),
  },
]

/** Lines that only make things faster or smaller: no test can see a change of them. */
export const ONLY_SPEED: readonly { readonly path: string; readonly text: string }[] = [
  // How many entries the next buffer has room for at first; it grows when they are more.
  { path: 'src/engine/network/subpartition.ts', text: '!.room.size = open.size + 1' },
  // When the heap is made anew from the table that it mirrors.
  { path: 'src/engine/time/timer-queue.ts', text: 'this.#heap.length <= 2 * this.table.rows.size + SLACK' },
  { path: 'src/engine/time/timer-queue.ts', text: 'const SLACK =' },
  // The room of a buffer at first.
  { path: 'src/engine/network/buffer.ts', text: 'const FIRST_ROOM =' },
]
