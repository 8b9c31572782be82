import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkScenarios, testedIds, type Scenario } from './scenarios.ts'

const scenarios = JSON.parse(readFileSync('tools/scenarios.json', 'utf8')) as Scenario[]

function textsOfTests(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.test.ts'))
    .map(path => readFileSync(join(folder, path), 'utf8'))
}

test('every scenario is a test that begins with its id, or says why it is none', () => {
  const tested = testedIds([...textsOfTests('src'), ...textsOfTests('cli')])
  expect(checkScenarios(scenarios, tested)).toEqual([])
  expect(scenarios).toHaveLength(124)
})

test('ids are read from the names of tests, several of one too', () => {
  const text = "test('F002: nothing', () => {})\nit(`F010 and F011: more`)\n// F012\nconst x = 'F0134: no'"
  expect([...testedIds([text])]).toEqual(['F002', 'F010', 'F011'])
})

test('what is neither tested nor explained is refused, and what is both', () => {
  const list: Scenario[] = [
    { id: 'F001', area: 'aligned' },
    { id: 'F002', area: 'aligned', untested: 'Weir has no such thing.' },
    { id: 'F003', area: 'aligned', untested: 'pending' },
    { id: 'F003', area: 'aligned', untested: ' ' },
  ]
  expect(checkScenarios(list, new Set(['F002', 'F003', 'F099']))).toEqual([
    'F003 is listed twice',
    'F099 is tested and not listed',
    'F001 (aligned) has neither a test nor a reason',
    'F002 (aligned) is tested, so take away its reason: Weir has no such thing.',
    'F003 (aligned) is tested, so take away its reason:  ',
  ])
})
