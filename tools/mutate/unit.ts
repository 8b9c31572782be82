/**
 * Unit tests with one file of the engine mutated as it is loaded: WEIR_MUTANT says which and how, the arguments name the
 * tests. Ends at the first failure. No file is changed.
 */
import { resolve } from 'node:path'
import { startVitest } from 'vitest/node'
import { applyMutant, type Mutant } from './mutants.ts'

const mutant = JSON.parse(process.env['WEIR_MUTANT'] ?? 'null') as Mutant | null

const vitest = await startVitest(
  'test',
  process.argv.slice(2),
  { config: false, watch: false, environment: 'node', testTimeout: 60_000, bail: 1, reporters: ['dot'] },
  {
    root: process.cwd(),
    plugins: [
      {
        name: 'mutant',
        enforce: 'pre',
        transform(code: string, id: string) {
          if (mutant === null || id.split('?')[0] !== resolve(mutant.path)) return null
          return { code: applyMutant(code, mutant), map: null }
        },
      },
    ],
    test: { include: ['{src,cli}/**/*.test.ts'] },
  },
)
await vitest.close()
