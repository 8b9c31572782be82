/** What holds of every pipeline: it runs to its end, is judged all the way, comes back exactly, and survives a kill. */
import { describe, expect, test } from 'vitest'
import { connectors } from '../connectors/index.ts'
import type { SourceParams } from '../engine/api/operator.ts'
import type { Verdict } from '../engine/api/verdict.ts'
import { createRun, type Run } from '../engine/index.ts'
import { commands } from '../commands/index.ts'
import { backends } from '../backends/index.ts'
import { operators } from '../operators/index.ts'
import { buildPipeline } from './build.ts'
import { pipelines } from './index.ts'

const STEPS_MAX = 60_000
const LIMIT = 70
const LOOKS = 12

function open(pipeline: string): Run {
  const config = pipelines.find(({ id }) => id === pipeline)!.defaultConfig
  const spec = { pipeline, config, workload: { limit: LIMIT }, seed: 3, epochMs: 0, commands: [] }
  const graph = buildPipeline(spec)
  if (!graph.ok) throw new Error(graph.error.message)
  const run = createRun(
    spec,
    { graph: graph.value },
    { operators: [...operators, ...connectors], commands, backends },
  )
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

const sourcesOf = (run: Run): SourceParams[] =>
  run
    .jobGraph()
    .vertices.flatMap(vertex => vertex.nodes)
    .filter(node => node.role === 'source')
    .map(node => node.params as SourceParams)

const canReplay = (run: Run): boolean => sourcesOf(run).every(({ replayable }) => replayable !== false)

/** State and committed output; a plain sink repeats itself after a failure, and that is no fault. */
const isRed = ({ state, committed, plain }: Verdict): boolean =>
  [state, committed].some(({ verdict }) => verdict !== 'exact' && verdict !== 'off') ||
  plain.verdict === 'lost' ||
  plain.verdict === 'wrong'

function lookAllAlong(run: Run, end: number): void {
  for (let i = 1; i <= LOOKS; i++) {
    run.seek(Math.floor((end * i) / LOOKS))
    expect(isRed(run.verdict()), `${run.step}: ${JSON.stringify(run.verdict())}`).toBe(false)
    expect(run.invariants().filter(({ holds }) => !holds)).toEqual([])
  }
}

describe.each(pipelines.map(({ id }) => id))('%s', id => {
  test('runs to its end, and no look at it is red', () => {
    const run = open(id)
    expect(run.advanceToEnd(STEPS_MAX)).toBe(true)
    expect(run.jobStatus()).toBe('FINISHED')
    lookAllAlong(open(id), run.step)
  })

  test('goes back exactly', () => {
    const run = open(id)
    run.advanceToEnd(STEPS_MAX)
    const end = run.step
    const at = [0.2, 0.5, 0.8, 1].map(part => Math.floor(end * part))
    const hashes = at.map(step => {
      run.seek(step)
      return run.hash()
    })
    for (const i of [2, 0, 3, 1]) {
      run.seek(at[i]!)
      expect(run.hash()).toBe(hashes[i])
    }
    const fresh = open(id)
    fresh.seek(at[1]!)
    expect(fresh.hash()).toBe(hashes[1])
  })

  test('a fast run and a stepped one have the same end', () => {
    const stepped = open(id)
    for (let step = 1; step <= 300; step++) stepped.seek(step)
    stepped.advanceToEnd(STEPS_MAX)
    const fast = open(id)
    fast.runFast(STEPS_MAX)
    expect([fast.step, fast.hash()]).toEqual([stepped.step, stepped.hash()])
  })

  test('a killed task comes back, and what can be read again is there once', () => {
    const whole = open(id)
    whole.advanceToEnd(STEPS_MAX)
    const tasks = whole.scene.actors.filter(({ kind }) => kind === 'task').map(({ name }) => name)
    for (const part of [0.3, 0.7]) {
      const run = open(id)
      run.seek(Math.floor(whole.step * part))
      const victim = tasks[Math.floor(tasks.length * part)]!
      if (run.refusal('kill-task', victim) !== null) continue
      run.act('kill-task', victim)
      expect(run.advanceToEnd(STEPS_MAX)).toBe(true)
      expect(run.jobStatus()).toBe('FINISHED')
      if (canReplay(run)) expect(isRed(run.verdict()), JSON.stringify(run.verdict())).toBe(false)
    }
  })
})

describe('a source that cannot be read again', () => {
  test('loses what was read behind the checkpoint, and the verdict names it', () => {
    const run = open('socket')
    const whole = open('socket')
    whole.advanceToEnd(STEPS_MAX)
    run.seek(Math.floor(whole.step * 0.6))
    run.act('kill-task', 'count-0')
    run.advanceToEnd(STEPS_MAX)
    const { state, committed } = run.verdict()
    expect([state.verdict, committed.verdict]).toEqual(['lost', 'lost'])
    expect(state.lost).toBeGreaterThan(0)
    expect(state.examples[0]!.record).toMatch(/^localhost:9999@\d+$/)
    expect(run.outputs('sink', 0)).toHaveLength(LIMIT - state.lost)
    expect(run.invariants().filter(({ holds }) => !holds)).toEqual([])
  })

  test('loses nothing where nothing fails', () => {
    const run = open('socket')
    run.advanceToEnd(STEPS_MAX)
    expect(run.outputs('sink', 0)).toHaveLength(LIMIT)
  })
})
