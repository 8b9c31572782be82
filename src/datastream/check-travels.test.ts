import { runInThisContext } from 'node:vm'
import { transformSync } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { checkTravels } from './check-travels.ts'

/** The code as it is, and as a minifier leaves it. */
function findings(source: string): string[] {
  return [source, minified(source)].map(text => {
    const result = checkTravels(runInThisContext(`(() => { ${text}; return made })()`), 'op')
    return result.ok ? 'fine' : result.error.message
  })
}

/** `made` must keep its name, so the code is minified inside a function. */
function minified(source: string): string {
  const wrapped = `globalThis.__made = (() => { ${source}; return made })()`
  const { code } = transformSync(wrapped, { minify: true, target: 'es2023', format: 'esm' })
  return `${code}; const made = globalThis.__made`
}

const bothFine = ['fine', 'fine']
const bothMatch = (reason: RegExp): unknown[] => [
  expect.stringMatching(reason),
  expect.stringMatching(reason),
]

describe('refused', () => {
  const assigned = /^op: expected .* got one that (assigns to|changes) /
  test.each([
    ['a captured counter', 'let count = 0; const made = v => [v, ++count]'],
    [
      'an assignment in a nested function',
      'let last; const made = function (v) { [v].forEach(x => { last = x }) ; return v }',
    ],
    [
      'a captured counter under a name that is also declared elsewhere',
      'let n = 0; const made = v => { n += 1; return [v].map(n => n) }',
    ],
    ['a destructuring assignment', 'let a, b; const made = v => { [a, { b }] = v; return a }'],
    ['a loop over a captured variable', 'let x; const made = v => { for (x of v); return v }'],
    ['a captured object', 'const seen = {}; const made = v => { seen[v] = true; return v }'],
    [
      'a deep member of a captured object',
      'const s = { a: { n: 0 } }; const made = v => { s.a.n++; return v }',
    ],
    ['delete from a captured object', 'const s = {}; const made = v => { delete s[v]; return v }'],
    [
      'a captured set',
      'const seen = new Set(); const made = v => { if (!seen.has(v)) seen.add(v); return v }',
    ],
    ['a captured array', 'const list = []; const made = v => list.push(v)'],
    ['a captured map in a method', 'const m = new Map(); const made = { map(v) { m.set(v, 1); return v } }'],
    [
      'a static of its own class',
      'class Counter { static n = 0; map(v) { return Counter.n++ } }; const made = new Counter()',
    ],
    [
      'a class field initialised by a captured counter',
      'let n = 0; class A { id = n++; map(v) { return this.id + v } }; const made = new A()',
    ],
    [
      'the base class of an instance',
      'let n = 0; class A { up() { n++ } }; class B extends A { map(v) { this.up(); return v } }; const made = new B()',
    ],
    [
      'a prototype method',
      'let n = 0; function A() {} A.prototype.map = function (v) { n++; return v }; const made = new A()',
    ],
    [
      'a helper in a field',
      'let n = 0; const made = { helper: { next: () => n++ }, map(v) { return v + this.helper.next() } }',
    ],
  ])('%s', (_, source) => {
    expect(findings(source)).toEqual(bothMatch(assigned))
  })

  test('private fields', () => {
    expect(findings('class A { #n = 0; map(v) { return this.#n++ } }; const made = new A()')).toEqual(
      bothMatch(/private field #\w/),
    )
  })

  test('an arrow function in a field that uses this', () => {
    expect(findings('class A { n = 0; map = v => { this.n++; return v } }; const made = new A()')).toEqual(
      bothMatch(/arrow function map/),
    )
  })

  test('a bound function, a class without new, an async function', () => {
    expect(findings('const made = function (v) { return v }.bind({})')).toEqual(bothMatch(/is bound/))
    expect(findings('class A { map(v) { return v } }; const made = A')).toEqual(
      bothMatch(/give it an instance/),
    )
    expect(findings('const made = async v => v')).toEqual(bothMatch(/async/))
  })

  test('a field that cannot be copied', () => {
    expect(findings('class A { re = /x/g; map(v) { return v } }; const made = new A()')).toEqual(
      bothMatch(/RegExp in its field re/),
    )
  })
})

describe('fine', () => {
  test.each([
    ['a pure function', 'const made = v => v * 2'],
    ['captured constants', 'const min = 3; const made = v => v > min'],
    [
      'its own variables, also var and nested',
      'const made = v => { var n = 0; for (let i = 0; i < v; i++) { n += i; { var m = n; m++ } } return () => { n++ } }',
    ],
    ['its parameters and their members', 'const made = (v, out) => { v.n = 1; v = v.n; out.collect(v) }'],
    [
      'a named function that uses arguments',
      'const made = function f() { arguments[0] = 1; return f.length }',
    ],
    [
      'fields of its object',
      'class A { n = 0; seen = new Set(); map(v) { this.n++; this.seen.add(v); return v } }; const made = new A()',
    ],
    ['a method of an object literal', 'const made = { n: 0, map(v) { this.n += 1; return v } }'],
    [
      'super and a base class',
      'class A { map(v) { return v } }; class B extends A { map(v) { return super.map(v) } }; const made = new B()',
    ],
    [
      'a caught error, a switch, a labelled loop',
      'const made = v => { try { throw v } catch (e) { e = 1; switch (e) { case 1: { let x = e; x++ } } } a: for (const x of [1]) continue a; return v }',
    ],
    [
      'pure functions called add and set',
      'const lib = { add: (a, b) => a + b, set: a => a }; const made = v => lib.set(lib.add(v, 1))',
    ],
    ['statics of built-in classes', 'const made = v => { Reflect.set(v, "a", 1); return v }'],
    [
      'a class made inside',
      'const made = v => { class L { static n = 0; up() { return L.n++ } } return new L().up() + v }',
    ],
    ['built-in functions', 'const made = String'],
    ['a generator and default parameters', 'const made = function* (v, n = 1) { n++; yield v + n }'],
  ])('%s', (_, source) => {
    expect(findings(source)).toEqual(bothFine)
  })
})

test('the problem names the operator and where it is', () => {
  let n = 0
  const result = checkTravels(() => n++, 'count')
  expect(result.ok ? null : [result.error.code, result.error.path]).toEqual([
    'state-cannot-travel',
    'operators.count',
  ])
})
