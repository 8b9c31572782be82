/**
 * Event time is told in both languages without a hole, over runs that have windows, late records, idle partitions and
 * timers; the sentences say who holds a watermark back and what fires.
 */
import { beforeAll, expect, test } from 'vitest'
import type { Frame, Scene } from '../../engine/api/frame.ts'
import type { TraceKind } from '../../engine/api/trace.ts'
import { connectInline } from '../../worker/inline.ts'
import { narrate, narrateStep } from './narrate.ts'
import { plain } from './sentence.ts'

const OPTIONS = { stateRows: 12, queueItems: 8, stateFilter: null }

interface Told {
  readonly kind: TraceKind
  readonly en: string
  readonly zh: string
}

const told: Told[] = []

async function tell(id: string, from: number, last: number): Promise<void> {
  const engine = connectInline()
  const pipeline = (await engine.pipelines()).find(one => one.id === id)
  if (pipeline === undefined) throw new Error(`expected the pipeline ${id}`)
  const { defaultConfig: config } = pipeline
  const spec = { pipeline: id, config, workload: {}, seed: 1, epochMs: 0, commands: [] }
  const opened = await engine.open(spec, { branch: 0, step: 0 }, OPTIONS)
  if (!opened.ok) throw new Error(opened.error.message)
  const { scene } = opened.value
  for (let step = from; step <= last; step++) {
    const { frame } = await engine.seek(step, OPTIONS)
    if (frame.cursor.step < step) return
    note(frame, scene)
  }
}

function note(frame: Frame, scene: Scene): void {
  const kind = frame.rows[0]?.kind
  const [en, zh] = (['en', 'zh'] as const).map(language => {
    const sentence = narrateStep(frame, scene, language)
    return sentence === null ? '' : plain(sentence)
  })
  if (kind !== undefined) told.push({ kind, en: en ?? '', zh: zh ?? '' })
  for (const row of frame.rows) {
    expect(plain(narrate(row, scene, null, 'en'))).toMatch(/^\S.*\.$/)
    expect(plain(narrate(row, scene, null, 'zh'))).toMatch(/^\S.*。$/)
  }
}

beforeAll(async () => {
  await tell('earthquakes', 800, 1000)
  await tell('feeds', 400, 480)
  await tell('silence', 1600, 1700)
})

test('no sentence has a hole in it', () => {
  for (const { kind, en, zh } of told) {
    expect(en, kind).not.toMatch(/undefined|null|NaN|Infinity|\s{2}|\s[.,]/)
    expect(zh, kind).not.toMatch(/undefined|null|NaN|Infinity|\s{2}|\s[。，]/)
  }
})

const has = (pattern: RegExp): boolean => told.some(({ en }) => pattern.test(en))

test.each([
  ['who holds a watermark back', /takes watermark \S+ from \S+; its own stays at \S+, held back by \S+\.$/],
  ['the lowest of several inputs', /^The watermark of \S+ rises to \S+, the lowest of its 2 inputs: /],
  ['a source that promises', /^source-\d sends watermark \S+: it expects nothing earlier any more\.$/],
  ['a late record', / is late: the watermark of \S+ is already at \S+\.$/],
  ['a channel that falls idle', / is idle: it no longer holds the watermark back\.$/],
  ['a timer that fires', /^The timer of key .+ for \S+ fires at \S+, since the watermark has reached it/],
])('tells %s', (_what, pattern) => {
  expect(has(pattern)).toBe(true)
})

test('marks are not called records', () => {
  expect(has(/^A watermark or status arrives at \S+ from \S+, between the records\.$/)).toBe(true)
  expect(has(/^0 records/)).toBe(false)
})
