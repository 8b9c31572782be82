import { expect, test } from 'vitest'
import type { TraceRow } from '../../src/engine/api/trace.ts'
import type { VerdictState } from '../../src/engine/api/verdict.ts'
import type { Run } from '../../src/engine/index.ts'
import { isBroughtAbout } from './consequences.ts'

type Told = Partial<TraceRow> & Pick<TraceRow, 'kind'>

const runOf = (told: readonly Told[]): Run => {
  const rows = (_from: number, _to: number, kinds: ReadonlySet<TraceRow['kind']>) =>
    told.filter(({ kind }) => kinds.has(kind))
  return { step: 1, rows } as unknown as Run
}

const GIVEN_UP: readonly Told[] = [{ kind: 'TransactionAborted', effect: 'expired' }]
const STOPPED: readonly Told[] = [
  { kind: 'CheckpointTriggered', checkpoint: 2, reason: 'stop' },
  { kind: 'CheckpointCompleted', checkpoint: 2 },
]
const FAILED: readonly Told[] = [...STOPPED, { kind: 'StateRestored', checkpoint: 1 }]

const leg = (verdict: VerdictState, lost: number, duplicated: number) => ({
  verdict,
  lost,
  duplicated,
  pending: 0,
  examples: [],
})

test('what is missing or twice there is excused by what brought it about, and both only by both', () => {
  const both = leg('lost', 1, 1)
  expect(isBroughtAbout(runOf(GIVEN_UP), leg('lost', 1, 0))).toBe(true)
  expect(isBroughtAbout(runOf(FAILED), leg('duplicated', 0, 1))).toBe(true)
  expect(isBroughtAbout(runOf([...GIVEN_UP, ...FAILED]), both)).toBe(true)
  for (const told of [GIVEN_UP, FAILED]) expect(isBroughtAbout(runOf(told), both)).toBe(false)
  expect(isBroughtAbout(runOf(FAILED), leg('lost', 1, 0))).toBe(false)
  expect(isBroughtAbout(runOf(GIVEN_UP), leg('duplicated', 0, 1))).toBe(false)
  expect(isBroughtAbout(runOf(STOPPED), leg('duplicated', 0, 1))).toBe(false)
  expect(isBroughtAbout(runOf([...GIVEN_UP, ...FAILED]), leg('wrong', 0, 0))).toBe(false)
})
