/**
 * `npm run mutate`: mistakes are made in the rules of the engine, one at a time, and a test of `npm test` must notice:
 * the cheap ones near the file first. The mistakes are made as files are loaded; none is written.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createRng, nextInt, type Rng } from '../../src/base/prng.ts'
import { AREAS, ONLY_SPEED, type Area } from './areas.ts'
import { mutantsOf, type Mutant } from './mutants.ts'
import { openSession, type Session } from './session.ts'
import { openSuites, ordered, type Costs, type Suites } from './suites.ts'

const HELP = `usage: npm run mutate -- [--count N] [--seed S] [--files TEXT] [--line N] [--cost SECONDS] [--list]

  --count N       how many mutants, drawn evenly from the areas (60)
  --seed S        which ones (1)
  --files TEXT    only of files whose path has this in it
  --line N        only of this line
  --cost SECONDS  without the test files that need more processor seconds than this (2)
  --list          says which mutants there would be, and runs none
Exit code 1: fewer than nine of ten were killed.
`

const KILLED_SHARE_MIN = 0.9
const FOLDER = resolve('node_modules', '.cache', 'weir-mutants')

interface Wish {
  readonly count: number
  readonly seed: number
  readonly files: string
  readonly line: number | null
}

/** From each area in turn, each time from one of its files in turn, so that neither long files nor the first take it all. */
function draw({ count, seed, files: part, line }: Wish): Mutant[] {
  const rng = createRng(seed, 'mutants')
  const piles = AREAS.map(area => pilesOf(area, part, line, rng)).filter(files => files.length > 0)
  const drawn: Mutant[] = []
  for (let round = 0; drawn.length < count && piles.some(files => files.length > 0); round++) {
    for (const files of piles) {
      const pile = files.length === 0 ? undefined : files[round % files.length]
      const mutant = pile?.pop()
      if (pile !== undefined && pile.length === 0) files.splice(files.indexOf(pile), 1)
      if (mutant !== undefined && drawn.length < count) drawn.push(mutant)
    }
  }
  return drawn
}

function pilesOf(area: Area, part: string, line: number | null, rng: Rng): Mutant[][] {
  return shuffled(area.files, rng)
    .filter(path => path.includes(part) && existsSync(path))
    .map(path => shuffled(rulesOf(path), rng).filter(one => line === null || one.line === line))
    .filter(pile => pile.length > 0)
}

/** The mutants of a file, but for those in lines that hold no rule. */
function rulesOf(path: string): Mutant[] {
  const source = readFileSync(path, 'utf8')
  const lines = source.split('\n')
  const skipped = ONLY_SPEED.filter(other => other.path === path).map(({ text }) => text)
  return mutantsOf(path, source).filter(one => !skipped.some(text => lines[one.line - 1]!.includes(text)))
}

function shuffled<T>(list: readonly T[], rng: Rng): T[] {
  const made = [...list]
  for (let i = made.length - 1; i > 0; i--) {
    const j = nextInt(rng, i + 1)
    const [a, b] = [made[i]!, made[j]!]
    made[i] = b
    made[j] = a
  }
  return made
}

const placeOf = ({ path, line, what }: Mutant): string => `${path}:${line}  ${what}`

/** What each suite costs without a mutant, as found when this program was run last, or now. */
async function costsOf(suites: Suites, session: Session): Promise<Costs> {
  await suites.write(suites.names, null, new Map())
  const key = createHash('sha256').update(readFileSync(suites.outfile)).digest('hex')
  const kept = join(FOLDER, 'costs.json')
  if (existsSync(kept)) {
    const known = JSON.parse(readFileSync(kept, 'utf8')) as { key: string; costs: [string, number][] }
    if (known.key === key) return new Map(known.costs)
  }
  const { failed, seconds } = await session.run()
  if (failed !== null) throw new Error(`without a mutant: ${failed}`)
  const total = [...seconds.values()].reduce((sum, each) => sum + each, 0)
  console.log(`without a mutant: ${seconds.size} test files, ${total.toFixed(0)} processor seconds`)
  writeFileSync(kept, JSON.stringify({ key, costs: [...seconds] }))
  return seconds
}

async function runAll(mutants: readonly Mutant[], costMax: number): Promise<number> {
  const outfile = join(FOLDER, `suites-${process.pid}.test.mjs`)
  mkdirSync(FOLDER, { recursive: true })
  const suites = await openSuites(outfile)
  const session = await openSession(outfile)
  const survivors: Mutant[] = []
  try {
    const costs = await costsOf(suites, session)
    for (const mutant of mutants) {
      const isProgram = await suites.write(ordered(suites, mutant.path, costs, costMax), mutant, costs)
      const failed = isProgram ? (await session.run()).failed : 'it is no program'
      if (failed === null) survivors.push(mutant)
      console.log(
        failed === null
          ? `SURVIVED ${placeOf(mutant)}`
          : `killed   ${placeOf(mutant)}\n           by ${failed.slice(0, 160)}`,
      )
    }
  } finally {
    await session.close()
    await suites.dispose()
    rmSync(outfile, { force: true })
  }
  return report(mutants.length, survivors)
}

function report(count: number, survivors: readonly Mutant[]): number {
  const killed = count - survivors.length
  const share = count === 0 ? 1 : killed / count
  if (survivors.length > 0)
    console.log(`\nsurvivors:\n${survivors.map(one => `  ${placeOf(one)}`).join('\n')}`)
  console.log(`\n${killed} of ${count} mutants killed (${(100 * share).toFixed(1)} %)`)
  return share >= KILLED_SHARE_MIN ? 0 : 1
}

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    files: { type: 'string', default: '' },
    line: { type: 'string' },
    cost: { type: 'string', default: '2' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) console.log(HELP)
else {
  const { count, seed, files, line } = values
  const mutants = draw({
    count: Number(count),
    seed: Number(seed),
    files,
    line: line === undefined ? null : Number(line),
  })
  if (values.list) for (const one of mutants) console.log(placeOf(one))
  else process.exitCode = await runAll(mutants, Number(values.cost))
}
