/**
 * What a mutant meets first, in one process: a part of the golden cases and some simulations. Exit code 1 and a line at
 * the first thing that is wrong.
 */
import { readdirSync, readFileSync } from 'node:fs'
import type { GoldenCase } from '../../cli/conform/golden-case.ts'
import { runCase } from '../../cli/conform/run-case.ts'
import { simulate } from '../../cli/sim/simulate.ts'

const CASES_OF_A_KIND = 2
const SEEDS = 30

/** The first cases of each kind, by their names without the number. */
function caseNames(): string[] {
  const taken = new Map<string, number>()
  return readdirSync('golden')
    .filter(name => name.endsWith('.json') && !name.startsWith('sql') && !name.startsWith('rest'))
    .filter(name => {
      const kind = name.replace(/(-\d+)*\.json$/, '')
      taken.set(kind, (taken.get(kind) ?? 0) + 1)
      return taken.get(kind)! <= CASES_OF_A_KIND
    })
}

function firstFault(): string | null {
  for (const name of caseNames()) {
    const { ok, message } = runCase(JSON.parse(readFileSync(`golden/${name}`, 'utf8')) as GoldenCase)
    if (!ok && !message.startsWith('not yet')) return `golden ${name}: ${message}`
  }
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { fault } = simulate(seed)
    if (fault !== null) return `simulation of seed ${seed}: ${fault}`
  }
  return null
}

const fault = firstFault()
if (fault !== null) console.log(fault.split('\n')[0])
process.exitCode = fault === null ? 0 : 1
