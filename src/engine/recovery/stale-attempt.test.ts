import { expect, test } from 'vitest'
import { buildPipeline } from '../../pipelines/build.ts'
import { registry } from '../../worker/registry.ts'
import type { LegVerdict } from '../api/verdict.ts'
import { createRun, type PlantedBug } from '../index.ts'
import type { Run } from '../trace/run.ts'

/** Records are long on their way, and the restart is quick: what the old attempt sent arrives at the new one. */
function runWith(seed: number, planted: PlantedBug | null): Run {
  const spec = {
    pipeline: 'word-count',
    config: {
      'parallelism.default': '2',
      'execution.buffer-timeout.interval': '0 ms',
      'execution.checkpointing.interval': '1 h',
      'restart-strategy.type': 'fixed-delay',
      'restart-strategy.fixed-delay.attempts': '100',
      'restart-strategy.fixed-delay.delay': '0 ms',
      'weir.task.record-cost': '1 ms',
      'weir.network.latency': '40 ms',
      'weir.network.credits-per-channel': '20',
      'weir.rpc.latency': '1 ms',
      'weir.storage.latency': '1 ms',
    },
    workload: { limit: 60 },
    seed,
    epochMs: 0,
    commands: [],
  }
  const graph = buildPipeline(spec)
  if (!graph.ok) throw new Error(graph.error.message)
  const run = createRun(spec, { graph: graph.value }, registry, planted === null ? {} : { planted })
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

function redLeg(run: Run): LegVerdict | undefined {
  const { state, committed } = run.verdict()
  return [state, committed].find(leg => leg.verdict !== 'exact' && leg.verdict !== 'off')
}

function search(seed: number, planted: PlantedBug | null): LegVerdict | undefined {
  const run = runWith(seed, planted)
  run.seek(60 + seed * 20)
  run.act('kill-task', 'count-0')
  for (let look = 0; look < 40; look++) {
    run.seek(run.step + 10)
    const red = redLeg(run)
    if (red !== undefined) return red
  }
  return undefined
}

test('an attempt that takes what was meant for the one before it turns a verdict red, and a record is named', () => {
  let red: LegVerdict | undefined
  for (let seed = 1; seed <= 20 && red === undefined; seed++) red = search(seed, 'stale-attempt')
  expect(red?.verdict).toBe('duplicated')
  expect(red!.examples[0]!.record).toMatch(/@\d+$/)
})

test('an attempt that ignores it does not', () => {
  for (let seed = 1; seed <= 6; seed++) expect(search(seed, null), `seed ${seed}`).toBeUndefined()
})
