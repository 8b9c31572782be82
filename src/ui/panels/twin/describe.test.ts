/** The words of the twin against the frame they were made of, along a real run with a kill in it. */
import { beforeAll, expect, test } from 'vitest'
import type { Frame, Scene } from '../../../engine/api/frame.ts'
import { connectInline } from '../../../worker/inline.ts'
import { en as shared } from '../../i18n/en.ts'
import {
  describeCoordinator,
  describeInput,
  describeOutput,
  describeTask,
  describeVerdict,
  groupTasks,
} from './describe.ts'
import { twinTexts } from './text.ts'

const OPTIONS = { stateRows: 12, queueItems: 8, stateFilter: null }
const text = twinTexts.en
const frames: Frame[] = []
let scene: Scene

beforeAll(async () => {
  const engine = connectInline()
  const pipeline = (await engine.pipelines()).find(one => one.id === 'word-count')
  if (pipeline === undefined) throw new Error('expected the pipeline word-count')
  const spec = {
    pipeline: pipeline.id,
    config: pipeline.defaultConfig,
    workload: {},
    seed: 3,
    epochMs: 0,
    commands: [],
  }
  const opened = await engine.open(spec, { branch: 0, step: 0 }, OPTIONS)
  if (!opened.ok) throw new Error(opened.error.message)
  scene = opened.value.scene
  for (let step = 20; step <= 1400; step += 23) {
    if (step > 700 && step < 724) await engine.act({ kind: 'kill-task', target: 'count-2' }, OPTIONS)
    frames.push((await engine.seek(step, OPTIONS)).frame)
  }
})

test('a source says the offset it reads next, an operator its newest values', () => {
  for (const frame of frames) {
    for (const task of frame.tasks) {
      const words = describeTask(task, text, shared, frame.cursor.time)
      for (const split of task.source?.splits ?? []) expect(words).toContain(`next offset ${split.offset}.`)
      const newest = task.stateRows[0]
      if (newest !== undefined) expect(words).toContain(`${newest.key} ${newest.value}`)
      if (task.sink?.transactional === true) expect(words).toContain(`Committed: ${task.sink.committed}.`)
    }
  }
})

test('a channel is read head to tail from either end, with every record in it', () => {
  for (const frame of frames) {
    for (const channel of scene.channels) {
      const shown = frame.channels[channel.index]
      if (shown === undefined) throw new Error(`expected channel ${channel.index}`)
      const output = describeOutput(scene, channel, shown, text)
      const input = describeInput(scene, channel, shown, text)
      expect(output.replace(/^to \S+: /, '')).toBe(input.replace(/^from \S+: /, ''))
      for (const { item } of shown.inTransit) {
        if (item.type === 'record') expect(output).toContain(item.record.label)
        if (item.type === 'barrier') expect(output).toContain(`barrier ${item.checkpoint}`)
      }
      if (shown.queuedCount > 0) expect(output).toMatch(new RegExp(`${shown.queuedCount} records? waits?`))
      if (shown.receiverBlocked > 0) expect(output).toContain('blocked')
    }
  }
})

test('the coordinator counts the acks, and the verdict says what the oracle says', () => {
  for (const frame of frames) {
    const newest = frame.coordinator.checkpoints[0]
    const words = describeCoordinator(scene, frame, text)
    if (newest !== undefined) expect(words).toContain(`heckpoint ${newest.id}`)
    expect(words).toContain(`attempt ${frame.job.attempt + 1}`)
    const { state, committed } = frame.verdict
    const exact = state.verdict === 'exact' && committed.verdict === 'exact'
    expect(describeVerdict(frame, text).startsWith('Exactly once holds.')).toBe(exact)
  }
})

test('every task is in one group, in the order of the flow', () => {
  const { sources, operators, sinks } = groupTasks(scene)
  expect([...sources, ...operators, ...sinks].map(actor => actor.name)).toEqual([
    'source-0',
    'source-1',
    'count-0',
    'count-1',
    'count-2',
    'sink-0',
  ])
})
