import { expect, test } from 'vitest'
import type { TraceKind } from '../../engine/api/trace.ts'
import { connectInline } from '../../worker/inline.ts'
import { narrate } from './narrate.ts'
import { narrationClusterEn } from './narration-cluster.ts'
import { plain } from './sentence.ts'

const KINDS = Object.keys(narrationClusterEn) as TraceKind[]

const OPTIONS = { stateRows: 0, queueItems: 0, stateFilter: null }
const LIMIT = 2500
const CONFIG = {
  'parallelism.default': '2',
  'execution.checkpointing.interval': '40 ms',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '100',
  'restart-strategy.fixed-delay.delay': '5 ms',
  'high-availability.type': 'ZOOKEEPER',
  'execution.checkpointing.local-backup.enabled': 'true',
  'execution.state-recovery.from-local': 'true',
  'task.cancellation.timeout': '50 ms',
  'heartbeat.interval': '20 ms',
  'heartbeat.timeout': '60 ms',
  'weir.task.record-cost': '1 ms',
  'weir.cluster.taskmanager-start-time': '30 ms',
  'weir.cluster.jobmanager-start-time': '30 ms',
}
/** By step. */
const FAULTS = new Map([
  [60, { kind: 'hang-task', target: 'count-1', params: { durationMs: 300 } }],
  [70, { kind: 'kill-task', target: 'count-0' }],
  [200, { kind: 'network-partition', target: 'taskmanager-0', params: { durationMs: 20 } }],
  [320, { kind: 'isolate-taskmanager', target: 'taskmanager-0', params: { durationMs: 5 } }],
  [400, { kind: 'kill-taskmanager', target: 'taskmanager-1' }],
  [520, { kind: 'network-partition', target: 'taskmanager-0', params: { durationMs: 900 } }],
  [900, { kind: 'kill-jobmanager', target: null }],
])

async function told(): Promise<{ readonly kind: TraceKind; readonly en: string; readonly zh: string }[]> {
  const engine = connectInline()
  const spec = { pipeline: 'word-count', config: CONFIG, workload: {}, seed: 5, epochMs: 0, commands: [] }
  const opened = await engine.open(spec, { branch: 0, step: 0 }, OPTIONS)
  if (!opened.ok) throw new Error(opened.error.message)
  const { scene } = opened.value
  const rows = []
  for (let step = 1; step <= LIMIT; step++) {
    const fault = FAULTS.get(step)
    const acted = fault === undefined ? null : await engine.act(fault, OPTIONS)
    if (acted !== null && !acted.ok) throw new Error(acted.error.message)
    const frame = acted === null ? (await engine.seek(step, OPTIONS)).frame : acted.value.frame
    rows.push(...frame.rows.filter(row => KINDS.includes(row.kind)))
  }
  return rows.map(row => ({
    kind: row.kind,
    en: plain(narrate(row, scene, null, 'en')),
    zh: plain(narrate(row, scene, null, 'zh')),
  }))
}

test('what processes do is told in both languages without a hole', async () => {
  const rows = await told()
  expect(new Set(rows.map(row => row.kind))).toEqual(new Set(KINDS))
  for (const { kind, en, zh } of rows) {
    expect(en, kind).toMatch(/^\S.*\.$/)
    expect(zh, kind).toMatch(/^\S.*。$/)
    for (const words of [en, zh]) expect(words, kind).not.toMatch(/undefined|null|NaN|\s{2}|\s[.,。，]|–/)
  }
  const first = (kind: TraceKind) => rows.find(row => row.kind === kind)!.en
  expect(first('TaskManagerDied')).toBe('The process of taskmanager-1 is gone, and all tasks in it with it.')
  expect(first('NetworkCut')).toMatch(
    /^For 20 ms, the JobManager and taskmanager-0 cannot reach each other\./,
  )
  expect(first('SlotsMissing')).toMatch(/^1 of the 2 slots that the tasks need is not there: /)
}, 60_000)
