import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readClusterFile } from './cluster-files.ts'
import { clusterStatistics } from './cluster-statistics.ts'
import { coverageOf } from './coverage.ts'

const FOLDER = 'golden/rest/seed-5s'
const JOB = '6f5a1001dca4e3e01504b5e10cc844a8'

function coverage(isRead: (file: string) => boolean, shown: number | null = 3) {
  const files = readdirSync(FOLDER).filter(
    file => file.endsWith('.json') && !/restored/.test(file) && isRead(file),
  )
  const answers = files.flatMap(
    file => readClusterFile(file, readFileSync(`${FOLDER}/${file}`, 'utf8')).answers,
  )
  return coverageOf(clusterStatistics(answers), shown)
}

const said = (all: ReturnType<typeof coverage>) =>
  all.map(({ picture, have, want }) => `${picture} ${have}/${want}`)

test('all answers are enough for all pictures', () => {
  const all = coverage(() => true)
  expect(said(all)).toEqual(['history 1/1', 'phases 3/3', 'names 1/1', 'config 1/1', 'pace 3/3'])
  expect(all.flatMap(({ missing }) => missing)).toEqual([])
})

test('a part of them says what is missing for which', () => {
  const some = coverage(file => /^(0[2679]|10)-/.test(file))
  expect(said(some)).toEqual(['history 1/1', 'phases 2/3', 'names 1/1', 'config 0/1', 'pace 0/3'])
  const phases = some.find(({ picture }) => picture === 'phases')!
  expect(phases.missing).toEqual([
    `/jobs/${JOB}/checkpoints/details/3/subtasks/6bf01baa9d2ca23a3ef7ce311722523d`,
  ])
})

test('one answer alone names the job as far as it knows it', () => {
  const [history, phases] = coverage(file => /checkpoint-config/.test(file), null)
  expect(history?.missing).toEqual(['/jobs/:jobid/checkpoints'])
  expect(phases?.missing).toEqual([
    '/jobs/:jobid/checkpoints/details/:checkpointid',
    '/jobs/:jobid/checkpoints/details/:checkpointid/subtasks/:vertexid',
  ])
})
