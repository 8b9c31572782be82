import { describe, expect, it } from 'vitest'
import { importsOf, parse, resolveRelative } from './syntax.ts'

describe('importsOf', () => {
  it('finds every way to name a module, and tells types from values', () => {
    const text = [
      "import { a } from './a.ts'",
      "import type { B } from './b.ts'",
      "export * from './c.ts'",
      "export type { D } from './d.ts'",
      "import './e.css'",
      "const f = import('./f.ts')",
      "type G = import('./g.ts').G",
      "import { type H } from './h.ts'",
      "// import { x } from './comment.ts'",
      'const text = "import { x } from \'./string.ts\'"',
    ].join('\n')
    const found = importsOf('src/x.ts', text).map(
      ({ specifier, line, typeOnly, dynamic }) =>
        `${line} ${specifier} ${typeOnly ? 'type' : 'value'}${dynamic ? ' dynamic' : ''}`,
    )
    expect(found).toEqual([
      '1 ./a.ts value',
      '2 ./b.ts type',
      '3 ./c.ts value',
      '4 ./d.ts type',
      '5 ./e.css value',
      '6 ./f.ts value dynamic',
      '7 ./g.ts type',
      '8 ./h.ts value',
    ])
  })

  it('refuses text that does not parse', () => {
    expect(() => parse('src/x.ts', 'const = 1')).toThrow('src/x.ts')
  })
})

describe('resolveRelative', () => {
  it('walks up and down, and leaves a query out', () => {
    expect(resolveRelative('src/ui/kit/a.tsx', '../../base/b.ts')).toBe('src/base/b.ts')
    expect(resolveRelative('src/ui/a.tsx', './a.css?inline')).toBe('src/ui/a.css')
  })
})
