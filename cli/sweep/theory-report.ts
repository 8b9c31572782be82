/** The theory of guarantees against runs that are struck at every step, each of their tasks in turn. */
import { contradictions, type Contradiction } from '../../src/worker/sweep/guarantees.ts'
import { tallyOf, type SweepCell } from '../../src/worker/sweep/outcome.ts'
import { openSweeper, type Strike } from '../../src/worker/sweep/sweep.ts'
import { CLAIMS, type Claim } from '../../src/worker/sweep/theory.ts'
import type { Io } from '../command.ts'
import { inPool } from '../pool/pool.ts'
import { sweepWork, type SweepPiece } from './sweep-work.ts'

const CHUNK = 50
const SHOWN_MAX = 10

function piecesOf({ spec }: Claim): SweepPiece[] {
  const opened = openSweeper(spec)
  if (!opened.ok) throw new Error(`${opened.error.path}: ${opened.error.message}`)
  const { run, length } = opened.value
  const tasks = run.scene.actors.filter(actor => actor.kind === 'task').map(actor => actor.name)
  const strikes = Array.from({ length }, (_, i): Strike => {
    return { at: i + 1, kind: 'kill-task', target: tasks[i % tasks.length]! }
  })
  const pieces: SweepPiece[] = []
  for (let i = 0; i < strikes.length; i += CHUNK) pieces.push({ spec, strikes: strikes.slice(i, i + CHUNK) })
  return pieces
}

function lineOf({ leg, got, at, target }: Contradiction): string {
  return at === null ? `  ${leg} never came out ${got}` : `  step ${at} ${target ?? ''}: ${leg} ${got}`
}

export async function proveTheory(jobs: number, io: Io): Promise<number> {
  let failed = 0
  for (const claim of CLAIMS) {
    const cells: SweepCell[] = []
    await inPool(sweepWork, piecesOf(claim), jobs, output => {
      cells.push(...output)
      return true
    })
    const found = contradictions(cells, claim.theory)
    failed += found.length === 0 ? 0 : 1
    const { state, committed, plain } = tallyOf(cells)
    io.out(`${found.length === 0 ? 'holds' : 'fails'}  ${claim.name}\n`)
    io.out(`       ${cells.length} steps: ${JSON.stringify({ state, committed, plain })}\n`)
    for (const contradiction of found.slice(0, SHOWN_MAX)) io.out(`${lineOf(contradiction)}\n`)
  }
  io.out(`${CLAIMS.length - failed} hold, ${failed} fail\n`)
  return failed === 0 ? 0 : 1
}
