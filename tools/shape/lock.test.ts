import { describe, expect, it } from 'vitest'
import { checkLock } from './lock.ts'
import { describeFindings } from './sources.ts'

const judge = (packages: Readonly<Record<string, unknown>>): string[] =>
  describeFindings(checkLock(new Map([['package-lock.json', JSON.stringify({ packages })]])))

describe('the lock', () => {
  it('refuses a package that is wanted and missing, an optional one too', () => {
    expect(judge({ '': { dependencies: { a: '1.0.0' } } })).toHaveLength(1)
    const halfDropped = { 'node_modules/a': { optionalDependencies: { 'a-darwin': '1.0.0' } } }
    expect(judge(halfDropped)).toEqual([
      'package-lock.json:1 node_modules/a wants a-darwin, which is missing',
    ])
  })

  it('looks in the folders above, as Node does', () => {
    const nested = { 'node_modules/@s/a/node_modules/b': { dependencies: { c: '1', d: '1' } } }
    const found = { 'node_modules/@s/a/node_modules/c': {}, 'node_modules/d': {} }
    expect(judge({ ...nested, ...found })).toEqual([])
    expect(judge({ ...nested, 'node_modules/e/node_modules/c': {}, 'node_modules/d': {} })).toHaveLength(1)
  })

  it('refuses the host a package came from', () => {
    expect(judge({ 'node_modules/a': { resolved: 'https://example.org/a.tgz' } })).toHaveLength(1)
  })

  it('refuses a version that is not exact', () => {
    const manifest = JSON.stringify({
      dependencies: { a: '^1.0.0', b: '1.0.0' },
      devDependencies: { c: '*' },
    })
    expect(checkLock(new Map([['package.json', manifest]]))).toHaveLength(2)
  })
})
