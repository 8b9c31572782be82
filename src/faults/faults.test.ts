/** What holds for every command there is, whatever it does; and for the faults that are about a task. */
import { describe, expect, it } from 'vitest'
import type { ExecutionState, TaskFrame } from '../engine/api/frame.ts'
import { completeParams } from '../base/parameters.ts'
import { Registry } from '../base/registry.ts'
import { commands } from '../commands/index.ts'
import { defineCommand, type CommandDefinition, type Subject } from '../engine/api/command.ts'
import { createRun } from '../engine/index.ts'
import { commandSchema } from '../interop/run-file/command-schema.ts'
import { readRunFile } from '../interop/run-file/read-run-file.ts'
import { writeRunFile } from '../interop/run-file/run-file.ts'
import { buildPipeline } from '../pipelines/build.ts'
import { registry } from '../worker/registry.ts'
import { openRun } from '../worker/open-run.ts'
import { killTask } from './kill-task/kill-task.ts'
import { pauseTask } from './pause-task/pause-task.ts'
import { slowTask } from './slow-task/slow-task.ts'
import { faults } from './index.ts'

const opened = openRun({
  pipeline: 'word-count',
  config: {},
  workload: {},
  seed: 7,
  epochMs: 0,
  commands: [],
})
if (!opened.ok) throw new Error(opened.error.message)
const run = opened.value
run.seek(300)
const { scene } = run
const frame = run.frame({ stateRows: 0, queueItems: 0, stateFilter: null })
const victim = scene.actors.find(actor => actor.name.startsWith('count'))!.name
const running = frame.tasks.find(task => task.state === 'RUNNING')!

const subjectWith = (task: Partial<TaskFrame>): Subject => ({
  scene,
  job: frame.job,
  coordinator: frame.coordinator,
  storage: frame.storage,
  task: { ...running, ...task },
  cluster: frame.cluster,
  taskManager: frame.cluster.taskManagers[0]!,
})

const inState = (state: ExecutionState): Subject => subjectWith({ state })

const defaultsOf = ({ parameters }: CommandDefinition) => {
  const complete = completeParams(parameters, {})
  if (!complete.ok) throw new Error(complete.error.message)
  return complete.value
}

const named = commands.map(definition => [definition.kind, definition] as const)

describe('every command', () => {
  it('has a kind of its own', () => {
    expect(new Registry('command', commands).kinds()).toHaveLength(commands.length)
    expect(commands).toEqual(expect.arrayContaining([...faults]))
  })

  it.each(named)('%s declares parameters whose defaults are within their bounds', (_kind, definition) => {
    expect(Object.keys(defaultsOf(definition))).toEqual(definition.parameters.map(each => each.name))
  })

  it.each(named)('%s has the same words in both languages, and none that is empty', (_kind, { texts }) => {
    const shape = (value: unknown): unknown =>
      typeof value === 'string'
        ? value.trim() !== ''
        : Object.entries(value as object)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, item]) => [name, shape(item)])
    expect(shape(texts.en)).toEqual(shape(texts.zh))
    expect(JSON.stringify(shape(texts.en))).not.toContain('false')
  })

  it.each(named)('%s names in its texts only its target and its parameters', (_kind, definition) => {
    const { parameters, texts } = definition
    const known = ['target', ...parameters.map(each => each.name)]
    for (const { name, does, told, menu } of [texts.en, texts.zh]) {
      const places = [...`${name} ${does} ${told} ${menu}`.matchAll(/\{(\w+)\}/g)].map(([, place]) => place)
      expect(known).toEqual(expect.arrayContaining(places))
      if (definition.target !== null) expect(name).toContain('{target}')
      expect(menu).not.toContain('{')
    }
    expect(texts.en.told).toMatch(/^\S.*[^.]\.$/)
    expect(texts.zh.told).toMatch(/。$/)
    expect(Object.keys(texts.en.parameters).sort()).toEqual(parameters.map(each => each.name).sort())
  })

  it.each(named)('%s has a label for every option of a choice', (_kind, { parameters, texts }) => {
    for (const parameter of parameters) {
      if (parameter.type !== 'choice') continue
      for (const language of [texts.en, texts.zh])
        expect(Object.keys(language.options?.[parameter.name] ?? {})).toEqual([...parameter.options])
    }
  })

  it.each(named)('%s has words for each of its refusals, in every state of a task', (_kind, definition) => {
    const states: readonly ExecutionState[] = ['CREATED', 'INITIALIZING', 'RUNNING', 'FAILED', 'FINISHED']
    const refusals = states.map(state => definition.refusal(inState(state), defaultsOf(definition)))
    expect([...Object.keys(definition.texts.en.refusals), null]).toEqual(expect.arrayContaining(refusals))
  })
})

describe.each(
  [killTask, slowTask, pauseTask].map(fault => [fault.kind, fault as CommandDefinition] as const),
)('%s', (_kind, fault) => {
  const refusal = (state: ExecutionState) => fault.refusal(inState(state), defaultsOf(fault))

  it('acts on a running task, and on none that is down or has finished', () => {
    expect(refusal('RUNNING')).toBeNull()
    expect(refusal('FINISHED')).toBe('task-has-finished')
    for (const state of ['CREATED', 'SCHEDULED', 'DEPLOYING', 'CANCELING', 'CANCELED', 'FAILED'] as const)
      expect(refusal(state)).toBe('task-is-down')
  })
})

describe('kill-task', () => {
  it('kills a task that is still restoring, and one that is slow', () => {
    expect(killTask.refusal(inState('INITIALIZING'), {})).toBeNull()
    expect(killTask.refusal(subjectWith({ slowFactor: 8 }), {})).toBeNull()
  })
})

describe('slow-task', () => {
  it('slows a task once', () => {
    expect(slowTask.refusal(subjectWith({ slowFactor: 8 }), { factor: 8 })).toBe('task-is-slow')
    expect(slowTask.refusal(inState('INITIALIZING'), { factor: 8 })).toBe('task-is-down')
  })

  it('costs more, never less', () => {
    expect(slowTask.effect({ factor: 3 })).toMatchObject({ type: 'slow-task', factor: 3 })
    expect(slowTask.parameters[0].min).toBeGreaterThan(1)
  })
})

describe('a fault that is only in the list', () => {
  const toy = defineCommand({
    kind: 'halve-task',
    group: 'task',
    target: 'task',
    parameters: [{ name: 'times', type: 'count', default: 2, min: 2, max: 9 }],
    effect: ({ times }) => ({ actor: 'task', type: 'slow-task', factor: times }),
    refusal: () => null,
    texts: { en: killTask.texts.en, zh: killTask.texts.zh },
  })

  it('acts, is read from a file and stands in the schema, without a word elsewhere', () => {
    const spec = { ...run.state.spec, commands: [] }
    const graph = buildPipeline(spec)
    if (!graph.ok) throw new Error(graph.error.message)
    const created = createRun(spec, { graph: graph.value }, { ...registry, commands: [toy] })
    if (!created.ok) throw new Error(created.error.message)
    created.value.seek(300)
    created.value.act('halve-task', victim, { times: 4 })
    const { tasks } = created.value.frame({ stateRows: 0, queueItems: 0, stateFilter: null })
    expect(tasks.map(task => task.slowFactor)).toContain(4)
    const { state, step } = created.value
    const text = writeRunFile({ ...state, cursor: { branch: 0, step }, hash: created.value.hash() })
    expect(readRunFile(text, [toy])).toMatchObject({ ok: true, value: { spec: state.spec } })
    expect(readRunFile(text, [])).toMatchObject({ ok: false, error: { path: 'spec.commands[0].kind' } })
    expect(JSON.stringify(commandSchema([toy]))).toContain('"times":{"type":"integer"')
  })
})

describe('a command', () => {
  it('that is not known, not aimed or not as declared is refused, and nothing happens', () => {
    expect(run.refusal('explode', null)).toBe('unknown-command')
    expect(run.refusal('kill-task', null)).toBe('unknown-target')
    expect(run.refusal('kill-task', 'nobody-0')).toBe('unknown-target')
    expect(run.refusal('trigger-checkpoint', victim)).toBe('no-target-expected')
    expect(run.refusal('slow-task', victim, { factor: 1 })).toBe('out-of-range')
    expect(run.refusal('slow-task', victim, { speed: 2 })).toBe('unknown-field')
  })

  it('is written down with all its parameters, so that a later default changes no run', () => {
    const step = run.step
    run.act('slow-task', victim)
    expect(run.state.spec.commands.at(-1)).toMatchObject({ kind: 'slow-task', params: { factor: 8 } })
    run.undo()
    run.act('slow-task', victim, { factor: 3 })
    expect(run.state.spec.commands.at(-1)).toMatchObject({ params: { factor: 3 } })
    const count = run.frame({ stateRows: 0, queueItems: 0, stateFilter: null }).tasks
    expect(count.map(task => task.slowFactor)).toContain(3)
    run.undo()
    expect(run.step).toBe(step)
  })
})
