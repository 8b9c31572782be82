/** The repository itself, held against every check of its shape. */
import { describe, expect, it } from 'vitest'
import { checkGoldenBlind } from './golden-blind.ts'
import { checkHabits } from './habits.ts'
import { checkImportCycles } from './import-cycles.ts'
import { checkImportLaw } from './import-law.ts'
import { checkLock } from './lock.ts'
import { checkPortableText } from './portable-text.ts'
import { checkPurity } from './purity.ts'
import { checkSize } from './size.ts'
import { describeFindings, readSources } from './sources.ts'

const sources = readSources()

const CHECKS = [
  ['imports follow the arrows', checkImportLaw],
  ['no module imports itself in a ring', checkImportCycles],
  ['the engine and its units are pure', checkPurity],
  ['files and functions are short', checkSize],
  ['small habits are kept', checkHabits],
  ['nothing that ships knows a golden case', (all: typeof sources) => checkGoldenBlind(all)],
  ['nothing names one machine', checkPortableText],
  ['the lock is complete', checkLock],
] as const

describe('the shape of the repository', () => {
  it('is read at all', () => {
    expect(sources.has('package.json')).toBe(true)
    expect(sources.size).toBeGreaterThan(20)
  })

  it.each(CHECKS)('%s', (_name, check) => {
    expect(describeFindings(check(sources))).toEqual([])
  })
})
