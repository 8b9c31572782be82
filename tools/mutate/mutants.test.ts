import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ONLY_SPEED } from './areas.ts'
import { applyMutant, mutantsOf } from './mutants.ts'

const made = (source: string): string[] =>
  mutantsOf('a.ts', source).map(mutant => applyMutant(source, mutant).replaceAll(/\s+/g, ' ').trim())

test('comparisons, arithmetic and conditions are turned', () => {
  expect(made('if (a < b) go()')).toEqual(
    ['if (a <= b) go()', 'if (!(a < b)) go()', 'if (false) go()'].sort(byPlace),
  )
  expect(made('const x = a + 1')).toEqual(['const x = a - 1', 'const x = a + 2'])
})

const byPlace = (a: string, b: string) => ORDER.indexOf(a) - ORDER.indexOf(b)
const ORDER = ['if (!(a < b)) go()', 'if (false) go()', 'if (a <= b) go()']

test('statements are left out, and done in the other order', () => {
  expect(made('function f() { go(); stop() }')).toEqual([
    'function f() { stop() }',
    'function f() { go(); }',
    'function f() { stop() go(); }',
  ])
})

test('what only checks or tells is left alone, as are types and texts', () => {
  expect(made("function f() { assert(a < b, 'x'); row(sim, 'Kind', { n: 1 }) }")).toEqual([])
  expect(made("type T = 1 | 2\nconst t = 'a' + `b${c}`\nthrow new Error('x')")).toEqual([])
})

test('nor is what only serves to check or tell', () => {
  expect(made("function f() { const n = a + 1; const m = n + 1; row('Kind', { m }) }")).toEqual([])
  expect(made("if (a < b) row('Kind')\nelse { assert(c, 'x'); row('Other') }")).toEqual([])
  expect(made("function f() { const n = a + b; row('Kind', { n }); return n }")).not.toEqual([])
  expect(made("if (a) row('Kind')\nelse go()")).not.toEqual([])
})

test('the same text has the same mutants, each at its line', () => {
  const source = 'const a = 1\nconst b = true\n'
  expect(mutantsOf('a.ts', source).map(({ line, what }) => [line, what])).toEqual([
    [1, '1 becomes 2'],
    [2, 'true becomes false'],
  ])
})

test('what is no TypeScript is refused', () => {
  expect(() => mutantsOf('a.ts', 'const =')).toThrow('a.ts: expected TypeScript')
})

test('each line that is left out for its speed is there, once', () => {
  for (const { path, text } of ONLY_SPEED)
    expect(readFileSync(path, 'utf8').split(text), text).toHaveLength(2)
})
