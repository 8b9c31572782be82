/** One golden case → its outcome. Nothing that a case does can stop the others. */
import { runFunctionCase } from './functions.ts'
import { NotYet, notYet, type GoldenCase, type Outcome } from './golden-case.ts'
import { runJobCase } from './jobs.ts'
import { runOperatorCase } from './operators.ts'
import { runRestCase } from './rest.ts'

/** A runner may answer with a remark on a case that passed. */
type Runner = (golden: GoldenCase, folder: string) => string | void

const RUNNERS: Readonly<Record<string, Runner>> = {
  function: runFunctionCase,
  job: runJobCase,
  operator: runOperatorCase,
  rest: runRestCase,
}

/** `folder` is where the case lies, and what it refers to. */
export function runCase(golden: GoldenCase, folder = 'golden'): Outcome {
  try {
    const { runner } = golden.pipeline
    const run = RUNNERS[runner] ?? notYet(`runner ${runner}, kind ${golden.kind}`)
    const said = run(golden, folder)
    return { ok: true, message: said ?? remark(golden) }
  } catch (error) {
    if (error instanceof NotYet) return { ok: false, message: error.message }
    return { ok: false, message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
  }
}

/** What a reader of the report should know about a case that passed. */
function remark({ kind, pipeline }: GoldenCase): string {
  const { stateBackend = 'hashmap' } = pipeline
  return kind === 'recovery' && stateBackend !== 'hashmap' ? `on hashmap; recorded on ${stateBackend}` : ''
}
