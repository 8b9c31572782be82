/** Which files hold which rules of Flink, and which tests are about them. A file that is no more is left out. */
export interface Area {
  readonly name: string
  readonly files: readonly string[]
  readonly tests: readonly string[]
}

const engine = (folder: string, ...names: readonly string[]): string[] =>
  names.map(name => `src/engine/${folder}/${name}.ts`)

export const AREAS: readonly Area[] = [
  {
    name: 'barriers',
    files: engine('checkpoint', 'barrier-handler', 'alternating-handler', 'barrier-tracker'),
    tests: ['src/engine/checkpoint', 'src/engine/task'],
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
    tests: ['src/engine/checkpoint', 'src/engine/recovery'],
  },
  {
    name: 'snapshots',
    files: engine('task', 'checkpointing', 'barriers', 'trigger', 'in-flight'),
    tests: ['src/engine/task', 'src/engine/check', 'src/engine/checkpoint', 'src/engine/recovery'],
  },
  {
    name: 'network',
    files: engine('network', 'subpartition', 'input-channel', 'buffer', 'channel-state'),
    tests: ['src/engine/network', 'src/engine/check', 'src/engine/task', 'src/engine/trace'],
  },
  {
    name: 'threads',
    files: engine('task', 'thread', 'records', 'batch', 'advance', 'on-message', 'lifecycle', 'chain'),
    tests: ['src/engine/task', 'src/engine/trace', 'src/engine/recovery', 'src/engine/check'],
  },
  {
    name: 'key groups',
    files: engine('graph', 'key-groups', 'canonical-key', 'job-graph', 'chaining'),
    tests: ['src/engine/graph', 'src/engine/state'],
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
    tests: ['src/engine/recovery', 'src/engine/cluster'],
  },
  {
    name: 'time',
    files: [...engine('time', 'valve', 'combined', 'timer-queue'), ...engine('task', 'source-watermarks')],
    tests: ['src/engine/time', 'src/engine/check/time.test.ts', 'src/datastream'],
  },
  {
    name: 'windows',
    files: ['operator', 'contents', 'contexts', 'folding', 'merging-window-set', 'time-window'].map(
      name => `src/operators/window/${name}.ts`,
    ),
    tests: ['src/operators/window', 'src/datastream/windowing'],
  },
  {
    name: 'two-phase commit',
    files: [
      'src/connectors/transactional/writer.ts',
      'src/connectors/transactional/committer.ts',
      ...engine('kernel', 'broker', 'storage'),
    ],
    tests: ['src/connectors', 'src/engine/kernel'],
  },
  {
    name: 'state',
    files: [...engine('state', 'keyed-state', 'ttl', 'row-key'), 'src/backends/shared/heap-table.ts'],
    tests: ['src/engine/state', 'src/operators/shared', 'src/backends', 'src/engine/trace'],
  },
  {
    name: 'kernel',
    files: engine('kernel', 'step', 'sim', 'message', 'job-manager', 'window-log'),
    tests: ['src/engine/kernel', 'src/engine/trace', 'src/engine/recovery'],
  },
]
