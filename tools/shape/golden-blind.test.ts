import { describe, expect, it } from 'vitest'
import { caseNames, checkGoldenBlind } from './golden-blind.ts'
import { describeFindings } from './sources.ts'

const judge = (path: string, text: string): string[] =>
  describeFindings(checkGoldenBlind(new Map([[path, text]]), ['valve-3', 'job-window-0']))

describe('golden cases', () => {
  it('are known by many names', () => {
    expect(caseNames().length).toBeGreaterThan(150)
  })

  it('may not be known by what ships', () => {
    expect(judge('src/engine/time/valve.ts', "if (name === 'valve-3') return\n")).toEqual([
      'src/engine/time/valve.ts:1 knows the golden case valve-3',
    ])
    expect(judge('src/ui/x.tsx', "import cases from '../../golden/valve-3.json'")).toHaveLength(2)
  })

  it('may be known by tests and by the command line', () => {
    expect(judge('src/engine/time/valve.test.ts', "'golden/valve-3.json'")).toEqual([])
    expect(judge('cli/conform/jobs.ts', "'job-window-0'")).toEqual([])
  })
})
