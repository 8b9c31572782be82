/**
 * `npm run mutate`: mistakes are made in the rules of the engine, one at a time, and something must notice: golden cases
 * and simulations first, then the unit tests of the area. The mistakes are made as files are loaded; none is written.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build, type Plugin } from 'esbuild'
import { createRng, nextInt } from '../../src/base/prng.ts'
import { AREAS, type Area } from './areas.ts'
import { applyMutant, mutantsOf, type Mutant } from './mutants.ts'

const HELP = `usage: npm run mutate -- [--count N] [--seed S] [--files TEXT] [--jobs K] [--list]

  --count N     how many mutants, drawn evenly from the areas (60)
  --seed S      which ones (1)
  --files TEXT  only of files whose path has this in it
  --jobs K      how many at a time (2)
  --list        says which mutants there would be, and runs none
Exit code 1: fewer than nine of ten were noticed.
`

const QUICK_MS_MAX = 240_000
const TESTS_MS_MAX = 600_000
const KILLED_SHARE_MIN = 0.9

interface Case {
  readonly area: Area
  readonly mutant: Mutant
}

/** From each area in turn, each time from one of its files in turn, so that long files do not take it all. */
function draw(count: number, seed: number, part: string): Case[] {
  const rng = createRng(seed, 'mutants')
  const piles = AREAS.map(area => ({ area, files: pilesOf(area, part, rng) })).filter(
    ({ files }) => files.length > 0,
  )
  const drawn: Case[] = []
  for (let round = 0; drawn.length < count && piles.some(({ files }) => files.length > 0); round++) {
    for (const { area, files } of piles) {
      const pile = files.length === 0 ? undefined : files[round % files.length]
      const mutant = pile?.pop()
      if (pile !== undefined && pile.length === 0) files.splice(files.indexOf(pile), 1)
      if (mutant !== undefined && drawn.length < count) drawn.push({ area, mutant })
    }
  }
  return drawn
}

function pilesOf(area: Area, part: string, rng: ReturnType<typeof createRng>): Mutant[][] {
  return area.files
    .filter(path => path.includes(part) && existsSync(path))
    .map(path => shuffled(mutantsOf(path, readFileSync(path, 'utf8')), rng))
    .filter(pile => pile.length > 0)
}

function shuffled<T>(list: readonly T[], rng: ReturnType<typeof createRng>): T[] {
  const made = [...list]
  for (let i = made.length - 1; i > 0; i--) {
    const j = nextInt(rng, i + 1)
    const [a, b] = [made[i]!, made[j]!]
    made[i] = b
    made[j] = a
  }
  return made
}

const mutated = (mutant: Mutant | null): Plugin => ({
  name: 'mutant',
  setup(plugin) {
    if (mutant === null) return
    const path = resolve(mutant.path)
    plugin.onLoad({ filter: /\.ts$/ }, args =>
      args.path === path
        ? { contents: applyMutant(readFileSync(path, 'utf8'), mutant), loader: 'ts' as const }
        : null,
    )
  },
})

interface Ended {
  readonly status: number | 'time'
  readonly said: string
}

function run(
  command: readonly string[],
  msMax: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise(done => {
    const child = spawn(command[0]!, command.slice(1), {
      env: { ...process.env, ...env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let said = ''
    let late = false
    const hear = (chunk: Buffer) => void (said += chunk.toString())
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    const timer = setTimeout(() => {
      late = true
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    }, msMax)
    child.on('close', status => {
      clearTimeout(timer)
      done({ status: late ? 'time' : (status ?? 1), said })
    })
  })
}

const firstLine = (said: string, wanted: RegExp): string =>
  said
    .split('\n')
    .find(line => wanted.test(line))
    ?.trim() ?? ''

/** What noticed it; null: nothing did. */
async function noticed({ area, mutant }: Case, folder: string, n: number): Promise<string | null> {
  const outfile = join(folder, `quick-${n}.mjs`)
  try {
    await bundleQuick(outfile, mutant)
  } catch {
    return 'it is no program'
  }
  const quick = await run([process.execPath, outfile], QUICK_MS_MAX)
  if (quick.status === 'time') return 'it never ends'
  if (quick.status !== 0) return firstLine(quick.said, /golden|simulation|Error/)
  const unit = ['tools/run-ts.mjs', 'tools/mutate/unit.ts']
  const tests = await run([process.execPath, ...unit, ...area.tests], TESTS_MS_MAX, {
    WEIR_MUTANT: JSON.stringify(mutant),
  })
  if (tests.status === 'time') return 'tests never end'
  return tests.status === 0 ? null : firstLine(tests.said, /FAIL/)
}

async function bundleQuick(outfile: string, mutant: Mutant | null): Promise<void> {
  await build({
    entryPoints: ['tools/mutate/quick.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    plugins: [mutated(mutant)],
    logLevel: 'silent',
  })
}

const placeOf = ({ mutant }: Case): string => `${mutant.path}:${mutant.line}  ${mutant.what}`

async function runAll(cases: readonly Case[], jobs: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-mutants-'))
  const survivors: Case[] = []
  let next = 0
  try {
    const outfile = join(folder, 'quick.mjs')
    await bundleQuick(outfile, null)
    const whole = await run([process.execPath, outfile], QUICK_MS_MAX)
    if (whole.status !== 0) throw new Error(`without a mutant: ${whole.said}`)
    const work = async () => {
      for (let n = next++; n < cases.length; n = next++) {
        const one = cases[n]!
        const by = await noticed(one, folder, n)
        if (by === null) survivors.push(one)
        console.log(
          `${by === null ? 'SURVIVED' : 'killed  '} ${placeOf(one)}${by === null ? '' : `\n           by ${by.slice(0, 140)}`}`,
        )
      }
    }
    await Promise.all(Array.from({ length: jobs }, work))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return report(cases, survivors)
}

function report(cases: readonly Case[], survivors: readonly Case[]): number {
  const killed = cases.length - survivors.length
  if (survivors.length > 0)
    console.log(`\nsurvivors:\n${survivors.map(one => `  ${placeOf(one)}`).join('\n')}`)
  const share = cases.length === 0 ? 1 : killed / cases.length
  console.log(`\n${killed} of ${cases.length} mutants killed, ${(100 * share).toFixed(1)} %`)
  return share >= KILLED_SHARE_MIN ? 0 : 1
}

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    files: { type: 'string', default: '' },
    jobs: { type: 'string', default: '2' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) console.log(HELP)
else {
  const cases = draw(Number(values.count), Number(values.seed), values.files)
  if (values.list) for (const one of cases) console.log(placeOf(one))
  else process.exitCode = await runAll(cases, Math.max(1, Number(values.jobs)))
}
