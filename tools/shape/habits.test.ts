import { describe, expect, it } from 'vitest'
import { checkHabits } from './habits.ts'
import { describeFindings } from './sources.ts'

const judge = (path: string, text: string): string[] => describeFindings(checkHabits(new Map([[path, text]])))

describe('habits', () => {
  it.each([
    'let x: any',
    'const x = y as any',
    'function f(x: Map<string, any>) {}',
    'export default 1',
    'const x = 1\nexport { x as default }',
    "export { default } from './x.ts'",
    `// ${'TO' + 'DO'}: later`,
    `// ${'FIX' + 'ME'} soon`,
  ])('refuses %s', text => {
    expect(judge('src/x.ts', text)).toHaveLength(1)
  })

  it('allows the words in another sense, and a default export in a config', () => {
    expect(judge('src/x.ts', "const any = 1\n// any todo list\nimport x from 'acorn'")).toEqual([])
    expect(judge('vite.config.ts', 'export default 1')).toEqual([])
    expect(judge('vite.config.ts', 'export default 1 as any')).toHaveLength(1)
  })

  it('wants kebab-case names', () => {
    for (const path of ['src/Foo.ts', 'src/fooBar.ts', 'src/foo_bar.ts', 'src/Foo/x.ts', 'cli/a--b.ts']) {
      expect(judge(path, '')).toHaveLength(1)
    }
    for (const path of ['src/foo-bar.ts', 'src/lessons/01-start/lesson.test.ts', 'src/ui/x.module.css']) {
      expect(judge(path, '')).toEqual([])
    }
  })
})
