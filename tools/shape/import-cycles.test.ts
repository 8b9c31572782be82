import { describe, expect, it } from 'vitest'
import { checkImportCycles } from './import-cycles.ts'
import { describeFindings } from './sources.ts'

const judge = (files: Readonly<Record<string, string>>): string[] =>
  describeFindings(checkImportCycles(new Map(Object.entries(files))))

describe('import cycles', () => {
  it('refuses a ring and shows the walk', () => {
    const rings = judge({
      'src/a.ts': "import './b.ts'",
      'src/b.ts': "export * from './c.ts'",
      'src/c.ts': "import './b.ts'",
    })
    expect(rings).toEqual(['src/b.ts:1 imports itself: src/b.ts → src/c.ts → src/b.ts'])
  })

  it('refuses a module that imports itself', () => {
    expect(judge({ 'src/a.ts': "import './a.ts'" })).toHaveLength(1)
  })

  it('lets types go in rings, and diamonds stand', () => {
    expect(judge({ 'src/a.ts': "import './b.ts'", 'src/b.ts': "import type { A } from './a.ts'" })).toEqual(
      [],
    )
    const diamond = {
      'src/a.ts': "import './b.ts'\nimport './c.ts'",
      'src/b.ts': "import './c.ts'",
      'src/c.ts': '',
    }
    expect(judge(diamond)).toEqual([])
  })
})
