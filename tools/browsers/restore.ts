/** Node's part: the same runs, and a snapshot file from elsewhere that goes on here under another parallelism. */
import { buildPipeline } from '../../src/pipelines/build.ts'
import { createRun, type Run } from '../../src/engine/index.ts'
import { readFile } from '../../src/worker/files.ts'
import { registry } from '../../src/worker/registry.ts'

export { snapshotText, tellAll } from './runs.ts'

/** All rows of keyed state, wherever they are. */
function rowsOf(run: Run): string[] {
  return run.world.actors
    .flatMap(actor => (actor.kind === 'task' && actor.runtime !== null ? actor.runtime.wiring.tables() : []))
    .flatMap(table =>
      [...table.rows].map(
        ([key, row]) => `${table.operatorUid} ${table.state} ${key} ${JSON.stringify(row.value)}`,
      ),
    )
    .sort()
}

function ended(run: Run): string {
  run.runFast(60_000)
  const { state } = run.verdict()
  return JSON.stringify([run.jobStatus(), state.verdict, rowsOf(run)])
}

/** Null: it ends in the same state as under the parallelism it was written with; else what is wrong. */
export function goesOn(text: string, parallelism: number): string | null {
  const read = readFile(text)
  if (!read.ok) return `${read.error.path}: ${read.error.message}`
  const { run } = read.value
  const { spec } = run.state
  const config = { ...spec.config, 'parallelism.default': String(parallelism) }
  const graph = buildPipeline({ ...spec, config })
  if (!graph.ok) return graph.error.message
  const other = createRun({ ...spec, config }, { graph: graph.value }, registry)
  if (!other.ok) return other.error.message
  const [expected, got] = [ended(run), ended(other.value)]
  return expected === got ? null : `expected ${expected.slice(0, 200)}, got ${got.slice(0, 200)}`
}
