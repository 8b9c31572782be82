/** The files of a real run: its state comes back as it was, and the run itself to the same hash at every place. */
import { describe, expect, it } from 'vitest'
import { connectors } from '../connectors/index.ts'
import type { RunSpec } from '../engine/api/spec.ts'
import { createRun, type Run } from '../engine/index.ts'
import { commands } from '../commands/index.ts'
import { backends } from '../backends/index.ts'
import { operators } from '../operators/index.ts'
import { buildPipeline } from '../pipelines/build.ts'
import { pipelines } from '../pipelines/index.ts'
import { keyRules } from './arbitrary.suite.ts'
import { readRunFile } from './run-file/read-run-file.ts'
import { writeRunFile, type RunFile } from './run-file/run-file.ts'
import { readSnapshotFile } from './snapshot-file/read-snapshot-file.ts'
import { graphOf, writeSnapshotFile } from './snapshot-file/snapshot-file.ts'

function ensure<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: object },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

function open(spec: RunSpec, branches?: RunFile['branches']): Run {
  const graph = ensure(buildPipeline(spec))
  const registry = { operators: [...operators, ...connectors], commands, backends }
  return ensure(createRun(spec, { graph }, registry, branches === undefined ? {} : { branches }))
}

describe.each(pipelines.map(pipeline => [pipeline.id, pipeline] as const))('%s', (id, pipeline) => {
  const spec: RunSpec = {
    pipeline: id,
    config: pipeline.defaultConfig,
    workload: pipeline.defaultText === null ? { limit: 200 } : { text: pipeline.defaultText },
    seed: 7,
    epochMs: 1_700_000_000_000,
    commands: [],
  }

  it('has a snapshot that comes back as it was', () => {
    const run = open(spec)
    run.advanceToEnd()
    const snapshot = ensure(run.snapshot(null))
    const { commands: _none, ...head } = spec
    const job = { ...head, graph: graphOf(ensure(buildPipeline(spec))) }
    expect(ensure(readSnapshotFile(writeSnapshotFile(snapshot, job), keyRules))).toEqual({ snapshot, job })
  })

  it('is the same run again when it is read, with its branches', () => {
    const run = open(spec)
    const task = run.scene.actors.find(({ vertex }) => vertex === 1)?.name ?? null
    run.seek(60)
    run.act('kill-task', task)
    run.seek(run.step + 200)
    run.seek(40)
    run.act('trigger-checkpoint')
    run.seek(run.step + 100)
    const { spec: worked, branches } = run.state
    const file = { spec: worked, branches, cursor: { branch: run.branch, step: run.step }, hash: run.hash() }
    const read = ensure(readRunFile(writeRunFile(file), commands, keyRules))
    expect(read).toEqual(file)
    const again = open(read.spec, read.branches)
    again.switchBranch(read.cursor.branch, read.cursor.step)
    expect(again.step).toBe(read.cursor.step)
    expect(again.hash()).toBe(read.hash)
  })
})
