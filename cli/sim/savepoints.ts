/** Savepoints of a simulated run: what another run may begin from, and whether the job was stopped behind one. */
import type { Snapshot } from '../../src/engine/api/snapshot.ts'
import { jobManagerOf } from '../../src/engine/check/view.ts'
import type { Run } from '../../src/engine/index.ts'

/** The newest savepoint of the run that is there. */
export function newestSavepoint(run: Run): Snapshot | null {
  const { savepoints, completed } = jobManagerOf(run.world).coordinator
  const all = [...savepoints, ...completed].filter(({ snapshot }) => snapshot.kind === 'savepoint')
  const newest = all.toSorted((a, b) => a.id - b.id).at(-1)
  if (newest === undefined) return null
  const snapshot = run.snapshot(newest.id)
  return snapshot.ok ? snapshot.value : null
}

/** The job was stopped behind a savepoint: what its sources had not read is nobody's loss. */
export const wasStopped = (run: Run): boolean =>
  jobManagerOf(run.world).coordinator.savepoints.some(
    ({ snapshot }) => snapshot.kind === 'savepoint' && snapshot.after !== 'none',
  )
