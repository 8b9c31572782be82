import { describe, expect, it } from 'vitest'
import { checkPurity } from './purity.ts'
import { describeFindings } from './sources.ts'

const judge = (text: string, path = 'src/engine/kernel/x.ts'): string[] =>
  describeFindings(checkPurity(new Map([[path, text]])))

describe('purity', () => {
  it.each([
    'Date.now()',
    'new Date(0)',
    'performance.now()',
    'setTimeout(f, 1)',
    'setInterval(f, 1)',
    'queueMicrotask(f)',
    'Promise.resolve(1)',
    'let x: Promise<number>',
    'async function f() {}',
    'const f = async () => 1',
    'class A { async f() {} }',
    'const o = { async f() {} }',
    'await f()',
    'for await (const x of y) f(x)',
    "void import('./x.ts')",
    'import.meta.url',
    'crypto.randomUUID()',
    "fetch('x')",
    'document.title',
    'window.x',
    'globalThis.x',
    'console.log(1)',
    'new WeakRef(x)',
    'new Intl.NumberFormat()',
    "a.localeCompare('b')",
    "a['localeCompare']('b')",
    'a.toLocaleString()',
    'a?.toLocaleUpperCase()',
    'Symbol.asyncIterator',
    'for (const x in y) f(x)',
    'const x = a ** b',
    'a **= 2',
    'Math.random()',
    'Math.sin(1)',
    'Math.log2(8)',
    'Math.pow(2, 3)',
    'Math.hypot(1, 2)',
    "Math['random']()",
    'const { random } = Math',
    'f(Math)',
    'const o = { Date }',
    "new Function('x')",
    "eval('x')",
  ])('refuses %s', text => {
    expect(judge(text)).toHaveLength(1)
  })

  it.each([
    'Math.floor(Math.sqrt(x))',
    'Math.imul(a, b)',
    '// Date.now() is not called',
    "const text = 'Math.random()'",
    'interface Costs { readonly performance: number; fetch(id: string): void }',
    'costs.performance + costs.fetch.length',
    'const o = { document: 1 }',
    'let f: Function',
    'for (const x of y) f(x)',
    "import { Date as Day } from './day.ts'",
  ])('allows %s', text => {
    expect(judge(text)).toEqual([])
  })

  it('holds for the units as for the engine, and for no host and no test', () => {
    const folders = [
      'base/x',
      'engine/api/x',
      'operators/a/x',
      'connectors/a/x',
      'backends/a/x',
      'faults/a/x',
    ]
    for (const folder of folders) expect(judge('Date.now()', `src/${folder}.ts`)).toHaveLength(1)
    const free = [
      'backends/a/host',
      'backends/hosts',
      'backends/a/x.test',
      'backends/x.suite',
      'worker/x',
      'ui/x',
    ]
    for (const path of free) expect(judge('Date.now()', `src/${path}.ts`)).toEqual([])
  })

  it('says the place and the reason', () => {
    expect(judge('\n\nMath.exp(1)')).toEqual([
      'src/engine/kernel/x.ts:3 Math.exp is not the same in every engine',
    ])
  })
})
