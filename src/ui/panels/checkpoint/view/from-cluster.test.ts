import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readClusterFile } from '../../../../interop/flink-rest/cluster-files.ts'
import { clusterStatistics } from '../../../../interop/flink-rest/cluster-statistics.ts'
import { decisionOf } from './decision.ts'
import { shownFromCluster } from './from-cluster.ts'
import { partsOf } from './model.ts'

const shownOf = (scenario: string) => {
  const folder = `golden/rest/${scenario}`
  const files = readdirSync(folder).filter(file => file.endsWith('.json') && !file.includes('restored'))
  return shownFromCluster(
    clusterStatistics(
      files.flatMap(file => readClusterFile(file, readFileSync(`${folder}/${file}`, 'utf8')).answers),
    ),
  )
}

const find = (scenario: string, id: number) => shownOf(scenario).find(one => one.id === id)!

describe('checkpoints of a real Flink', () => {
  test('have every subtask in the order of the job, by the name of its first operator', () => {
    const shown = find('unaligned-backpressure', 6)
    expect(partsOf(shown).map(part => part.name)).toEqual(
      ['gen', 'fs', 'count', 'slow'].flatMap(name => [`${name}-0`, `${name}-1`]),
    )
    expect(shown).toMatchObject({
      unaligned: true,
      exactlyOnce: true,
      duration: 17_000,
      persisted: 1_451_097,
    })
    expect(partsOf(shown)[0]).toMatchObject({ unaligned: true, startDelay: 1000, ackedAfter: 16_000 })
  })

  test('that failed say why, and which subtask had not acknowledged', () => {
    const shown = find('aligned-failed-checkpoint', 3)
    expect(shown.failure).toEqual({
      reason: 'CHECKPOINT_COORDINATOR_SUSPEND',
      message: 'Checkpoint Coordinator is suspending.',
      after: 11_000,
    })
    const [missing] = partsOf(shown).filter(part => part.ackedAfter < 0)
    expect(missing).toMatchObject({ name: 'fs-0', startDelay: -1, uploaded: -1 })
  })

  test('that are savepoints say so, with their format and their place', () => {
    const shown = find('aligned-failed-checkpoint', 7)
    expect(shown).toMatchObject({ savepoint: true, savepointFormat: 'CANONICAL' })
    expect(shown.path).toMatch(/savepoint-/)
  })

  test('that were incremental hold more than they uploaded', () => {
    const shown = find('incremental-rocksdb', 8)
    expect(shown.full).toBeGreaterThan(shown.uploaded)
    expect(shown.exactlyOnce).toBe(false)
  })

  test('without details have no vertices, so that nothing is made up', () => {
    expect(find('unaligned-backpressure', 8).vertices).toEqual([])
    expect(decisionOf(find('unaligned-backpressure', 8))).toBeNull()
  })
})
