/** Some golden cases of each kind; the command's own test has them all. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { GoldenCase } from '../../cli/conform/golden-case.ts'
import { runCase } from '../../cli/conform/run-case.ts'

const CASES_OF_A_KIND = 2

/** The first cases of each kind, by their names without the number. */
function caseNames(): string[] {
  const taken = new Map<string, number>()
  return readdirSync('golden')
    .filter(name => name.endsWith('.json') && !name.startsWith('sql') && !name.startsWith('rest'))
    .filter(name => {
      const kind = name.replace(/(-\d+)*\.json$/, '')
      taken.set(kind, (taken.get(kind) ?? 0) + 1)
      return taken.get(kind)! <= CASES_OF_A_KIND
    })
}

test.each(caseNames())('golden %s', name => {
  const { ok, message } = runCase(JSON.parse(readFileSync(`golden/${name}`, 'utf8')) as GoldenCase)
  expect(ok ? '' : message).toMatch(/^(not yet|$)/)
})
