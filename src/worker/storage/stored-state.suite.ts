/**
 * State of every backend in every store: what a run on it has snapshotted is written as the worker does it, comes back
 * whole, and is restored on every backend under another parallelism. The checks know no test runner, so that the same
 * ones run in Node over doubles and in a browser's worker over the real thing.
 */
import { backends } from '../../backends/index.ts'
import { TINY } from '../../backends/shared/tiny.suite.ts'
import type { BlockStore } from '../../backends/stores/host.ts'
import { equal, JOB, type Check } from '../../backends/stores/stores.suite.ts'
import { inSnapshotOrder, type Run } from '../../engine/index.ts'
import type { Snapshot } from '../../engine/api/snapshot.ts'
import { randomSpec, STEPS_MAX } from '../../engine/trace/random-run.suite.ts'
import { canonicalJson } from '../../interop/canonical.ts'
import type { Json } from '../../interop/json-text.ts'
import { openRun } from '../open-run.ts'
import { newestWhole } from './listing.ts'
import type { Manifest } from './manifest.ts'
import { dropOthers, writeCheckpoint, type WriteHost } from './write-checkpoint.ts'

const HOST: WriteHost = {
  breathe: () => Promise.resolve(),
  whole: async read => read(),
  now: () => 0,
  wallMs: () => 0,
}
/** Another one for each backend that restores. */
const PARALLELISMS = ['1', '3', '5']

function open(
  backend: string,
  seed: number,
  given: { readonly parallelism?: string; readonly from?: Snapshot } = {},
): Run {
  const spec = randomSpec(seed)
  const { parallelism, from } = given
  const run = openRun({
    ...spec,
    config: {
      ...spec.config,
      ...TINY,
      'state.backend.type': backend,
      'execution.checkpointing.incremental': 'true',
      'execution.checkpointing.num-retained': '2',
      ...(parallelism === undefined ? {} : { 'parallelism.default': parallelism }),
    },
    ...(from === undefined ? {} : { restoreFrom: from }),
  })
  if (!run.ok) throw new Error(`${run.error.path}: ${run.error.message}`)
  return run.value
}

const newestOf = (run: Run): number => run.completedCheckpoints().at(-1)?.id ?? 0

/** Goes on until checkpoint `id` is complete. */
function untilComplete(run: Run, id: number): void {
  while (newestOf(run) < id && run.step < STEPS_MAX && !run.timeline.isOver) run.seek(run.step + 20)
}

function snapshotOf(run: Run): Snapshot {
  const snapshot = run.snapshot(null)
  if (!snapshot.ok) throw new Error(snapshot.error.message)
  return snapshot.value
}

/**
 * A run on a backend whose checkpoints are written as they complete, each beside the one before; `onStored` hears of
 * each that exists. Returns the snapshots by checkpoint.
 */
export async function storeRun(
  store: BlockStore,
  backend: string,
  seed: number,
  onStored: (checkpoint: number) => void = () => {},
): Promise<ReadonlyMap<number, string>> {
  const run = open(backend, seed)
  const [known, stored, texts] = [new Set<string>(), new Map<number, Manifest>(), new Map<number, string>()]
  for (let n = 1; n <= 3; n++) {
    untilComplete(run, n)
    const completed = run.completedCheckpoints().at(-1)!
    texts.set(completed.id, textOf(snapshotOf(run)))
    const checkpoint = { parts: run.partsOf(completed), spec: run.state.spec, line: 'line', step: run.step }
    stored.set(completed.id, await writeCheckpoint(store, JOB, checkpoint, known, HOST))
    onStored(completed.id)
    const retained = new Set(run.completedCheckpoints().map(({ id }) => id))
    await dropOthers(store, JOB, stored, retained, known)
  }
  return texts
}

/** In one order of fields, wherever they come from. */
const textOf = (snapshot: Snapshot): string =>
  canonicalJson(JSON.parse(JSON.stringify(inSnapshotOrder(snapshot))) as Json)

/** The newest whole checkpoint as text; null: there is none. */
export async function newestText(
  store: BlockStore,
): Promise<{ readonly checkpoint: number; readonly text: string } | null> {
  const found = await newestWhole(store, JOB)
  return found.ok ? { checkpoint: found.value.checkpoint, text: textOf(found.value.snapshot) } : null
}

/** Rows of all tasks; timers have fired by then. */
function rowsOf(run: Run): string {
  const rows = run.world.actors.flatMap(actor =>
    actor.kind === 'task' && actor.runtime !== null
      ? actor.runtime.wiring
          .tables()
          .flatMap(({ operatorUid, state, rows: own }) =>
            [...own].map(([row, { value }]) => [operatorUid, state, row, value] as const),
          )
      : [],
  )
  const texts = rows.map(([uid, state, row, value]) =>
    JSON.stringify([uid, state, row, value instanceof Map ? [...value] : value]),
  )
  return texts.sort().join('\n')
}

const SEEDS = [5001, 5002]

const comesBack = (backend: string): Check => ({
  name: `${backend}: a checkpoint comes back whole, and goes on under every backend and another parallelism`,
  async run(medium) {
    for (const seed of SEEDS) {
      await medium.clear()
      const store = await medium.open()
      const texts = await storeRun(store, backend, seed)
      const found = await newestWhole(store, JOB)
      if (!found.ok) throw new Error(found.error.message)
      const { checkpoint, snapshot, damages } = found.value
      equal(damages, [], 'damages')
      equal(checkpoint, [...texts.keys()].at(-1), 'the newest checkpoint')
      equal(textOf(snapshot), texts.get(checkpoint), 'its content')
      await store.dispose()
      const whole = open(backend, seed)
      whole.runFast(STEPS_MAX)
      for (const [i, { kind }] of backends.entries()) {
        const parallelism = PARALLELISMS[(i + seed) % PARALLELISMS.length]!
        const run = open(kind, seed, { parallelism, from: snapshot })
        equal(run.runFast(STEPS_MAX), true, `${kind} from ${backend} ends`)
        equal(run.jobStatus(), whole.jobStatus(), `the job on ${kind} from ${backend}`)
        equal(
          run.invariants().filter(({ holds }) => !holds),
          [],
          `invariants on ${kind} from ${backend}`,
        )
        equal(rowsOf(run), rowsOf(whole), `the rows on ${kind} from ${backend} at p = ${parallelism}`)
      }
    }
  },
})

export const STORED_CHECKS: readonly Check[] = backends.map(({ kind }) => comesBack(kind))
