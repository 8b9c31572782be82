/** How a run came out, as text, JSON or its hash alone. */
import type { Run } from '../src/engine/index.ts'

export type ReportFormat = 'text' | 'json' | 'hash'

export function report(run: Run, format: ReportFormat): string {
  const hash = run.hash()
  if (format === 'hash') return `${hash}\n`
  const frame = run.frame({ stateRows: 0, queueItems: 0, stateFilter: null })
  const { verdict, job, coordinator, cursor, broker } = frame
  const result = {
    pipeline: run.state.spec.pipeline,
    seed: run.state.spec.seed,
    step: cursor.step,
    timeMicros: cursor.time,
    ended: cursor.ended,
    status: job.status,
    attempt: job.attempt,
    failure: job.failure,
    checkpoints: coordinator.counts,
    committed: broker.committed,
    hash,
    verdict,
  }
  if (format === 'json') return `${JSON.stringify(result, null, 2)}\n`
  const legs = (['state', 'committed', 'plain'] as const).map(
    leg =>
      `${leg} ${verdict[leg].verdict} (lost ${verdict[leg].lost}, duplicated ${verdict[leg].duplicated}, pending ${verdict[leg].pending})`,
  )
  return [
    `${result.pipeline} seed ${result.seed}: ${job.status} at step ${cursor.step}, ${cursor.time / 1000} ms simulated, attempt ${job.attempt}`,
    `checkpoints: ${coordinator.counts.completed} completed, ${coordinator.counts.failed} failed, ${coordinator.counts.restored} restored; ${broker.committed} records committed`,
    ...legs,
    `hash ${hash}`,
    '',
  ].join('\n')
}
