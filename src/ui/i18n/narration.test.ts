/**
 * Every kind of event that a real run of the engine writes has a sentence in both languages, with no hole in it.
 * The run goes through a checkpoint, a kill and a restore.
 */
import { beforeAll, expect, test } from 'vitest'
import type { Frame, Scene } from '../../engine/api/frame.ts'
import type { TraceKind } from '../../engine/api/trace.ts'
import { connectInline } from '../../worker/inline.ts'
import { narrate, narrateStep } from './narrate.ts'
import { plain } from './sentence.ts'

const OPTIONS = { stateRows: 12, queueItems: 8, stateFilter: null }
const KILL_AT = 716
const LAST = 1200

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
    seed: 1,
    epochMs: 0,
    commands: [],
  }
  const opened = await engine.open(spec, { branch: 0, step: 0 }, OPTIONS)
  if (!opened.ok) throw new Error(opened.error.message)
  scene = opened.value.scene
  for (let step = 1; step <= LAST; step++) {
    if (step === KILL_AT) {
      const acted = await engine.act({ kind: 'kill-task', target: 'count-1' }, OPTIONS)
      if (acted.ok) frames.push(acted.value.frame)
    } else frames.push((await engine.seek(step, OPTIONS)).frame)
  }
}, 60_000)

const firstOf = (kind: TraceKind): Frame | undefined => frames.find(frame => frame.rows[0]?.kind === kind)

function sentence(kind: TraceKind, language: 'en' | 'zh'): string {
  const frame = firstOf(kind)
  const told = frame === undefined ? null : narrateStep(frame, scene, language)
  return told === null ? '' : plain(told)
}

test('every step is told in both languages without a hole', () => {
  for (const frame of frames) {
    for (const row of frame.rows) {
      for (const language of ['en', 'zh'] as const) {
        const words = plain(narrate(row, scene, frame, language))
        expect(words, `${row.kind} at ${row.step}`).not.toMatch(
          /undefined|null|NaN|\s{2}|\s[.,]|-1\b(?<!\w-1)/,
        )
        expect(words, `${row.kind} at ${row.step}`).toMatch(language === 'en' ? /^\S.*\.$/ : /^\S.*。$/)
      }
    }
  }
})

test('a row of the log is told without the frame of its step', () => {
  for (const frame of frames) {
    for (const row of frame.rows) expect(plain(narrate(row, scene, null, 'en'))).toMatch(/\.$/)
  }
})

test('the run goes through many kinds of events; other tests tell those of event time, faults and the cluster', () => {
  const seen = new Set(frames.flatMap(frame => frame.rows.map(row => row.kind)))
  expect(seen.size).toBeGreaterThan(35)
})

test('the story of a checkpoint, a failure and a restore reads as the microcopy says', () => {
  const kinds: readonly TraceKind[] = [
    'CheckpointTriggered',
    'BarrierBroadcast',
    'ChannelBlocked',
    'AlignmentCompleted',
    'AckReceived',
    'CheckpointCompleted',
    'TransactionCommitted',
    'CommandApplied',
    'FailureNoticed',
  ]
  expect(kinds.map(kind => [sentence(kind, 'en'), sentence(kind, 'zh')])).toMatchInlineSnapshot(`
    [
      [
        "The coordinator triggers checkpoint 1 at the two sources.",
        "检查点协调器在两个 source 上触发检查点 1。",
      ],
      [
        "source-0 sends barrier 1 on all its outputs, then takes its snapshot.",
        "source-0 先向所有输出发送屏障 1，再做快照。",
      ],
      [
        "Barrier 1 reaches count-1 on channel source-0. That channel now waits for source-1.",
        "屏障 1 经通道 source-0 到达 count-1；该通道现在等待 source-1。",
      ],
      [
        "Barrier 1 is in from both channels: count-0 is aligned after 1.1 ms.",
        "两个通道的屏障 1 均已到达：count-0 用 1.1 ms 完成对齐。",
      ],
      [
        "source-0 acknowledges checkpoint 1: 1 of 6.",
        "source-0 确认检查点 1：1 / 6。",
      ],
      [
        "Checkpoint 1 is complete.",
        "检查点 1 已完成。",
      ],
      [
        "sink-0 commits transaction 1: 4 results become visible.",
        "sink-0 提交事务 1：4 条结果变为可见。",
      ],
      [
        "You kill count-1. count-1 fails at 147 ms.",
        "你终止了 count-1。count-1 在 147 ms 失败。",
      ],
      [
        "The coordinator notices that count-1 failed. Checkpoint 3 is aborted at 0 of 6. All six tasks stop: they share one failover region.",
        "协调器发现 count-1 失败。检查点 3 在 0 / 6 时中止。六个任务全部停止：它们属于同一个故障恢复区域。",
      ],
    ]
  `)
})
