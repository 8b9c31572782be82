import { describe, expect, test } from 'vitest'
import { FAILURE_REASONS } from '../../../../interop/flink-log/failure-reasons.ts'
import type { Language } from '../../../../store/preferences.ts'
import { plain } from '../../../i18n/sentence.ts'
import type { ShownCheckpoint } from './model.ts'
import { reasonWords } from './reasons.ts'
import { asOne, storyOf } from './sentences.ts'
import { checkpointOf, part, SKEWED, vertex } from './shown-for-tests.suite.ts'

const told = (checkpoint: ShownCheckpoint, language: Language) =>
  plain(asOne(storyOf(checkpoint, language), language))

const TIED = checkpointOf([
  vertex(
    'a',
    [],
    [part('a-0', { ackedAfter: 9000, async: 8000 }), part('a-1', { ackedAfter: 9000, async: 7000 })],
  ),
])

const BUSY_SOURCE = checkpointOf([
  vertex('a', [], [part('a-0', { startDelay: 40_000, async: 2000, ackedAfter: 45_000 })]),
])

const OVERTAKING = checkpointOf([
  vertex('a', [], [part('a-0', { startDelay: 5000, async: 1000, ackedAfter: 9000, unaligned: true })]),
  vertex('b', ['a'], [part('b-0', { startDelay: 20_000, async: 1000, ackedAfter: 24_000, unaligned: true })]),
])

const WAITING = [vertex('a', [], [part('a-0', { ackedAfter: 5 }), part('a-1', { ackedAfter: -1 })])]

const FAILED = checkpointOf(WAITING, {
  status: 'failed',
  failure: {
    reason: 'CHECKPOINT_EXPIRED',
    message: FAILURE_REASONS['CHECKPOINT_EXPIRED']!,
    after: 2_000_000,
  },
})

const NOTHING_TOLD = { reason: null, message: '', after: -1 }

const PENDING = checkpointOf(WAITING, { status: 'in_progress' })

const NAMES = [
  'decided',
  'tied',
  'busy source',
  'unaligned',
  'late unaligned barrier',
  'failed',
  'failed, untold',
  'pending',
  'bare',
] as const

const CASES: Readonly<Record<(typeof NAMES)[number], ShownCheckpoint>> = {
  decided: SKEWED,
  tied: TIED,
  'busy source': BUSY_SOURCE,
  unaligned: {
    ...TIED,
    vertices: TIED.vertices.map(one => ({ ...one, parts: [{ ...one.parts![0]!, unaligned: true }] })),
  },
  'late unaligned barrier': OVERTAKING,
  failed: FAILED,
  'failed, untold': { ...FAILED, failure: NOTHING_TOLD },
  pending: PENDING,
  bare: { ...SKEWED, vertices: [] },
}

const TOLD: Readonly<Record<Language, Readonly<Record<(typeof NAMES)[number], string>>>> = {
  en: {
    decided:
      'count-2 decided the duration. It holds 246.0 MB, the others of its vertex 52.0 MB on average, got its first barrier after 610 ms, its last one 1.24 s later and uploaded for 1.73 s. Writing the snapshot to the storage took the longest. sink-0 waited too, for up to 1.39 s, but as a victim: for the barrier of count-2.',
    tied: 'a-0 and a-1 acknowledged last, all 9 ms after the trigger: none of them decided it alone. a-0 uploaded for 8 ms. Writing the snapshot to the storage took the longest.',
    'busy source':
      'a-0 decided the duration. It took its trigger after 40 ms. It was busy or blocked: a trigger waits in the mailbox until the record in hand is done.',
    unaligned:
      'a-0 decided the duration. It uploaded for 8 ms. In an unaligned checkpoint the async part also waits for the last barrier, and saves what was in flight until then.',
    'late unaligned barrier':
      'b-0 decided the duration. It got its first barrier after 20 ms. An unaligned barrier overtakes what is queued, but each task on its way finishes the record in hand first; as long as an alignment timeout counts, it waits as an aligned one does. a-0 was the last to send it a barrier, 5 ms after the trigger; that one was on its way for up to 15 ms.',
    failed:
      'It was aborted at 1 / 2, 2.00 s after the trigger. a-1 had not acknowledged. The reason: not all subtasks had acknowledged when its timeout was over. Flink says: “Checkpoint expired before completing.”',
    'failed, untold': 'It was aborted at 1 / 2. a-1 had not acknowledged.',
    pending: '1 / 2 have acknowledged. Still to come: a-1.',
    bare: 'What its subtasks did is not in the files: add the answers of its details and of its vertices.',
  },
  zh: {
    decided:
      'count-2 决定了时长。它持有 246.0 MB，同一顶点的其他子任务平均 52.0 MB，610 ms 后才收到第一个屏障，再过 1.24 s 收到最后一个，上传用了 1.73 s。把快照写入存储用时最长。sink-0 也等待了，最长 1.39 s，但属于被连累：在等 count-2 的屏障。',
    tied: 'a-0、a-1 最后确认，都在触发后 9 ms：没有哪一个单独决定时长。a-0 上传用了 8 ms。把快照写入存储用时最长。',
    'busy source':
      'a-0 决定了时长。它 40 ms 后才处理触发消息。它正忙或被阻塞：触发消息在邮箱里等待，直到手中的记录处理完。',
    unaligned:
      'a-0 决定了时长。它上传用了 8 ms。非对齐检查点的异步阶段还要等待最后一个屏障，并保存此前的在途数据。',
    'late unaligned barrier':
      'b-0 决定了时长。它 20 ms 后才收到第一个屏障。非对齐的屏障越过排队的数据，但沿途每个任务都先处理完手中的记录；对齐超时之前，它与对齐的屏障一样等待。a-0 最后向它发出屏障，在触发后 5 ms；该屏障最多在途 15 ms。',
    failed:
      '它在 1 / 2 时中止，触发后 2.00 s。a-1 尚未确认。原因：超时之前并非所有子任务都已确认。Flink 的消息：“Checkpoint expired before completing.”',
    'failed, untold': '它在 1 / 2 时中止。a-1 尚未确认。',
    pending: '已确认 1 / 2。尚未确认：a-1。',
    bare: '文件中没有其子任务的数据：请加入该检查点的详情与各顶点的回答。',
  },
}

describe.each(['en', 'zh'] as const)('what is said of a checkpoint (%s)', language => {
  test.each(NAMES)('%s', name => {
    expect(told(CASES[name], language)).toBe(TOLD[language][name])
  })
})

test('every reason that Flink has is said in both languages', () => {
  for (const reason of Object.keys(FAILURE_REASONS)) {
    expect(reasonWords(reason, 'en'), reason).not.toBeNull()
    expect(reasonWords(reason, 'zh'), reason).not.toBeNull()
  }
  expect(reasonWords('NO_SUCH_REASON', 'en')).toBeNull()
})
