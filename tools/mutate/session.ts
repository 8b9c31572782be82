/** One vitest for all mutants: it runs the module of suites in a process of its own, and ends at the first failure. */
import { createVitest, type TestSuite, type TestModule, type Vitest } from 'vitest/node'

export interface Session {
  /** What failed first; null: nothing did. Processor seconds of each suite that ran to its end. */
  run: () => Promise<{ readonly failed: string | null; readonly seconds: ReadonlyMap<string, number> }>
  close: () => Promise<void>
}

const WHEN_IT_DIES = 'the process of the tests: without end, or out of memory'

const start = (file: string): Promise<Vitest> =>
  createVitest(
    'test',
    {
      config: false,
      watch: false,
      environment: 'node',
      include: [file],
      exclude: [],
      pool: 'forks',
      maxWorkers: 1,
      isolate: false,
      bail: 1,
      testTimeout: 600_000,
      hookTimeout: 600_000,
      silent: true,
      cache: false,
      reporters: [{}],
      execArgv: ['--max-old-space-size=3000'],
    },
    { root: process.cwd() },
  )

function firstFailure(module: TestModule): string | null {
  for (const test of module.children.allTests('failed'))
    return `${test.fullName}: ${test.result().errors?.[0]?.message.split('\n')[0] ?? ''}`
  for (const suite of module.children.allSuites())
    if (suite.errors().length > 0) return `${suite.fullName}: ${suite.errors()[0]!.message.split('\n')[0]!}`
  return module.errors()[0]?.message ?? null
}

const secondsOf = (suite: TestSuite): number | undefined =>
  (suite.meta() as { readonly seconds?: number }).seconds

export async function openSession(file: string): Promise<Session> {
  const vitest = await start(file)
  const run: Session['run'] = async () => {
    const specifications = await vitest.globTestSpecifications()
    vitest.invalidateFile(file)
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications)
    const seconds = new Map<string, number>()
    let failed = unhandledErrors.length > 0 ? WHEN_IT_DIES : null
    for (const module of testModules) {
      failed = firstFailure(module) ?? failed
      for (const suite of module.children.suites()) {
        const used = secondsOf(suite)
        if (used !== undefined) seconds.set(suite.name, used)
      }
    }
    vitest.state.clearErrors()
    return { failed, seconds }
  }
  return { run, close: () => vitest.close() }
}
