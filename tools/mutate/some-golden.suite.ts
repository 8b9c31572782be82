/** A golden case of each kind; the command's own test has them all. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { GoldenCase } from '../../cli/conform/golden-case.ts'
import { runCase } from '../../cli/conform/run-case.ts'

/** The first case of each kind, by their names without the number. */
function caseNames(): string[] {
  const names = readdirSync('golden').filter(name => /^(?!sql|rest).*\.json$/.test(name))
  return [...new Map(names.toReversed().map(name => [name.replace(/(-\d+)*\.json$/, ''), name])).values()]
}

test.each(caseNames())('golden %s', name => {
  const { ok, message } = runCase(JSON.parse(readFileSync(`golden/${name}`, 'utf8')) as GoldenCase)
  expect(ok ? '' : message).toMatch(/^(not yet|$)/)
})
