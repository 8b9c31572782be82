import { describe, expect, it } from 'vitest'
import { checkSize } from './size.ts'
import { describeFindings } from './sources.ts'

const judge = (path: string, text: string, ratchet: Readonly<Record<string, number>> = {}): string[] =>
  describeFindings(checkSize(new Map([[path, text]]), ratchet))

const functionOf = (lines: number): string => `function long() {\n${'  f()\n'.repeat(lines - 2)}}\n`

describe('size', () => {
  it('refuses a file of more than 600 lines', () => {
    expect(judge('src/x.ts', 'f()\n'.repeat(600))).toEqual([])
    expect(judge('src/x.ts', 'f()\n'.repeat(601))).toEqual([expect.stringContaining('got 601: src/x.ts')])
    expect(judge('src/ui/x.css', '\n'.repeat(601))).toHaveLength(1)
  })

  it('refuses a function of more than 70 lines, and names it', () => {
    expect(judge('src/x.ts', functionOf(70))).toEqual([])
    expect(judge('src/x.ts', functionOf(71))).toEqual([
      'src/x.ts:1 expected at most 70 lines, got 71: src/x.ts long',
    ])
    const body = '  f()\n'.repeat(71)
    expect(judge('src/x.ts', `const arrow = () => {\n${body}}`)[0]).toContain('src/x.ts arrow')
    expect(judge('src/x.ts', `class A { method() {\n${body}} }`)[0]).toContain('src/x.ts method')
    expect(judge('src/x.ts', `use(() => {\n${body}})`)[0]).toContain('src/x.ts use(…)')
  })

  it('lets a test be as long as it needs, but not its file', () => {
    expect(judge('src/x.test.ts', functionOf(71))).toEqual([])
    expect(judge('src/x.test.ts', 'f()\n'.repeat(601))).toHaveLength(1)
  })

  it('has a ratchet that only turns one way', () => {
    expect(judge('src/x.ts', functionOf(80), { 'src/x.ts long': 80 })).toEqual([])
    expect(judge('src/x.ts', functionOf(81), { 'src/x.ts long': 80 })).toHaveLength(1)
    expect(judge('src/x.ts', functionOf(79), { 'src/x.ts long': 80 })).toEqual([
      expect.stringContaining('shorter than its ratchet'),
    ])
    expect(judge('src/x.ts', '', { 'src/gone.ts': 700 })).toHaveLength(1)
  })
})
