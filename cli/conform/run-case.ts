/** One golden case → its outcome. Nothing that a case does can stop the others. */
import { runFunctionCase } from './functions.ts'
import { NotYet, notYet, type GoldenCase, type Outcome } from './golden-case.ts'
import { runJobCase } from './jobs.ts'
import { runOperatorCase } from './operators.ts'

type Runner = (golden: GoldenCase) => void

const RUNNERS: Readonly<Record<string, Runner>> = {
  function: runFunctionCase,
  job: runJobCase,
  operator: runOperatorCase,
}

export function runCase(golden: GoldenCase): Outcome {
  try {
    const { runner } = golden.pipeline
    const run = RUNNERS[runner] ?? notYet(`runner ${runner}, kind ${golden.kind}`)
    run(golden)
    return { ok: true, message: remark(golden) }
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
