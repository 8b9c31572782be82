import { describe, expect, it } from 'vitest'
import { endOf, goTo, wordCount } from '../../../faults/shared/run.suite.ts'
import { narrateStep } from '../../i18n/narrate.ts'
import { plain } from '../../i18n/sentence.ts'
import { reasonsOf } from './reason.ts'

type Run = ReturnType<typeof wordCount>

const frameOf = (run: Run) => run.frame({ stateRows: 0, queueItems: 0, stateFilter: null })

/** On until the state has an example of something wrong. */
function untilWrong(run: Run): void {
  while (run.verdict().state.examples.length === 0) run.seek(run.step + 1)
}

describe('why the verdict is what it is', () => {
  it('of a job that has recovered: each once, and what was read again', () => {
    const run = wordCount()
    goTo(run, 'CheckpointCompleted')
    goTo(run, 'BarrierArrived')
    run.act('kill-task', 'count-1')
    goTo(run, 'CheckpointCompleted')
    const { sums } = run.verdict()
    const [counts, , replayed] = reasonsOf(frameOf(run), 'en')
    expect(counts).toBe(
      `Of the ${sums.distinctRead} records that the sources have read, ${sums.counted} count in the state, each once.`,
    )
    expect(replayed).toContain(`${sums.readAgain} records were read again`)
    expect(reasonsOf(frameOf(run), 'zh')).toHaveLength(3)
  })

  it('of a record that the network has lost: that nobody will read it again', () => {
    const run = wordCount()
    goTo(run, 'CheckpointCompleted')
    run.act('drop-record', 'count-1')
    untilWrong(run)
    expect(reasonsOf(frameOf(run), 'en')[0]).toMatch(
      /^1 record is missing from the state: the sources are past it/,
    )
    expect(reasonsOf(frameOf(run), 'zh')[0]).toMatch(/^状态中缺少 1 条记录/)
  })

  it('of a job that has failed for good: what nobody reads again by itself', () => {
    const run = wordCount({ 'restart-strategy.type': 'none' })
    goTo(run, 'CheckpointCompleted')
    for (let i = 0; i < 40; i++) goTo(run, 'RecordProcessed')
    run.act('kill-task', 'count-1')
    expect(endOf(run).status).toBe('FAILED')
    const { toReplay } = run.verdict().sums
    expect(toReplay).toBeGreaterThan(0)
    expect(reasonsOf(frameOf(run), 'en').at(-1)).toMatch(`The job is FAILED: ${toReplay} record`)
  })
})

it('a failed checkpoint that is one too many is told to fail the job, and one that is tolerated is not', () => {
  const oneTooMany = (tolerated: string) => {
    const run = wordCount({ 'execution.checkpointing.tolerable-failed-checkpoints': tolerated })
    goTo(run, 'CheckpointTriggered')
    run.act('fail-async', 'count-1')
    goTo(run, 'CheckpointAborted')
    return ['en', 'zh'].map(language =>
      plain(narrateStep(frameOf(run), run.scene, language === 'en' ? 'en' : 'zh') ?? []),
    )
  }
  expect(oneTooMany('0')[0]).toContain(
    'execution.checkpointing.tolerable-failed-checkpoints is 0: this failure is one too many, and fails the job.',
  )
  expect(oneTooMany('0')[1]).toContain('这次失败超出容忍')
  expect(oneTooMany('5')[0]).not.toContain('one too many')
})
