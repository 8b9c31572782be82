import { expect, test } from 'vitest'
import { clusterRun, STEPS_MAX } from '../../engine/cluster/cluster-run.suite.ts'
import type { TraceKind } from '../../engine/api/trace.ts'
import { narrate } from './narrate.ts'
import { narrationClusterEn } from './narration-cluster.ts'
import { plain } from './sentence.ts'

const KINDS = Object.keys(narrationClusterEn) as TraceKind[]

function told(): { readonly kind: TraceKind; readonly en: string; readonly zh: string }[] {
  const run = clusterRun({
    'high-availability.type': 'ZOOKEEPER',
    'heartbeat.interval': '20 ms',
    'heartbeat.timeout': '60 ms',
  })
  run.seek(200)
  run.act('network-partition', 'taskmanager-0', { durationMs: 20 })
  run.seek(400)
  run.act('kill-taskmanager', 'taskmanager-1')
  run.seek(500)
  run.act('network-partition', 'taskmanager-0', { durationMs: 900 })
  run.seek(run.step + 160)
  run.act('kill-jobmanager')
  expect(run.advanceToEnd(STEPS_MAX)).toBe(true)
  return run.rows(0, run.step, new Set(KINDS)).map(row => ({
    kind: row.kind,
    en: plain(narrate(row, run.scene, null, 'en')),
    zh: plain(narrate(row, run.scene, null, 'zh')),
  }))
}

test('what processes do is told in both languages without a hole', () => {
  const rows = told()
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
})
