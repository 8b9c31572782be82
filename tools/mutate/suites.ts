/**
 * The tests that a mutant meets: files of `npm test` and what its longer tests do at first (golden cases, simulations),
 * all in one module, since loading hundreds costs more than most tests. Each file is a suite in it, under its path.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { context, type BuildContext, type Metafile, type Plugin } from 'esbuild'
import { applyMutant, type Mutant } from './mutants.ts'

const TESTS =
  /^(src\/(engine|operators|connectors|backends|datastream|pipelines|faults|commands)|cli)\/.*\.test\.ts$/
/** They need the module loader of vitest, or are long and stand here in part. */
const APART =
  /mutated-rules|all-operators|cli\/bench|commands\/(conform|sim)\.test|simulation\.test|kill-anywhere|time-travel|every-run/
/** What the longest tests do at first. */
const PARTS = ['tools/mutate/some-golden.suite.ts', 'tools/mutate/some-seeds.suite.ts']

/** Processor seconds of each suite without a mutant. */
export type Costs = ReadonlyMap<string, number>

export interface Suites {
  readonly outfile: string
  readonly names: readonly string[]
  /** Whether a file is in what a suite loads, and whether the suite names it itself. */
  reaches: (name: string, path: string) => boolean
  imports: (name: string, path: string) => boolean
  /** Writes the module with these suites, in this order; null: no mutant. False: it is no program. */
  write: (names: readonly string[], mutant: Mutant | null, costs: Costs) => Promise<boolean>
  dispose: () => Promise<void>
}

const slashed = (path: string): string => path.replaceAll('\\', '/')

const suiteNames = (): string[] => [
  ...PARTS,
  ...['src', 'cli']
    .flatMap(folder =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(at => slashed(join(folder, at))),
    )
    .filter(path => TESTS.test(path) && !APART.test(path))
    .sort(),
]

/**
 * Ends the process when a suite takes far longer than without a mutant, or whoever started it is gone; a loop without end
 * lets no timer of its own run.
 */
const WATCH = `
const { workerData: until } = require('node:worker_threads')
const { ppid } = process
setInterval(() => {
  const { user, system } = process.cpuUsage()
  const isOver = (user + system) / 1000 > Atomics.load(until, 0)
  if (isOver || process.ppid !== ppid) process.kill(process.pid, 'SIGKILL')
}, 200)`
const LOAD_MS_MAX = 60_000

const entryOf = (names: readonly string[], costs: Costs): string => `
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe } from 'vitest'
const until = new Int32Array(new SharedArrayBuffer(4))
until[0] = ${LOAD_MS_MAX}
new Worker(${JSON.stringify(WATCH)}, { eval: true, workerData: until }).unref()
const now = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }
const suites = [${names.map(name => `[${JSON.stringify(name)}, ${costs.get(name) ?? 60}, () => import('./${name}')]`).join(',\n')}]
for (const [name, cost, load] of suites) describe(name, async () => {
  let began = 0
  beforeAll(() => { began = now(); Atomics.store(until, 0, began + 5_000 + 5_000 * cost) })
  afterAll(({}, { meta }) => { meta.seconds = (now() - began) / 1000 })
  await load()
})`

function loadedBy(metafile: Metafile): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    Object.entries(metafile.inputs).map(([path, { imports }]) => [
      slashed(path),
      new Set(imports.filter(({ external }) => external !== true).map(one => slashed(one.path))),
    ]),
  )
}

function allFrom(start: string, graph: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const found = new Set([start])
  for (const path of found) for (const next of graph.get(path) ?? []) found.add(next)
  return found
}

interface Now {
  entry: string
  mutant: Mutant | null
}

const mutated = (now: Now): Plugin => ({
  name: 'mutant',
  setup(plugin) {
    plugin.onResolve({ filter: /^mutate:suites$/ }, () => ({
      path: resolve('suites.ts'),
      namespace: 'mutate',
    }))
    plugin.onLoad({ filter: /.*/, namespace: 'mutate' }, () => ({
      contents: now.entry,
      loader: 'ts',
      resolveDir: process.cwd(),
    }))
    plugin.onLoad({ filter: /\.ts$/ }, args => {
      const { mutant } = now
      if (mutant === null || args.path !== resolve(mutant.path)) return null
      return { contents: applyMutant(readFileSync(args.path, 'utf8'), mutant), loader: 'ts' as const }
    })
  },
})

const contextOf = (outfile: string, now: Now): Promise<BuildContext<{ metafile: true }>> =>
  context({
    entryPoints: ['mutate:suites'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    metafile: true,
    plugins: [mutated(now)],
    logLevel: 'silent',
  })

export async function openSuites(outfile: string): Promise<Suites> {
  const names = suiteNames()
  const now: Now = { entry: entryOf(names, new Map()), mutant: null }
  const built = await contextOf(outfile, now)
  const graph = loadedBy((await built.rebuild()).metafile)
  const reached = new Map(names.map(name => [name, allFrom(name, graph)]))
  return {
    outfile,
    names,
    reaches: (name, path) => reached.get(name)?.has(path) === true,
    imports: (name, path) => graph.get(name)?.has(path) === true,
    write: async (some, mutant, costs) => {
      Object.assign(now, { entry: entryOf(some, costs), mutant })
      return built.rebuild().then(
        () => true,
        () => false,
      )
    },
    dispose: () => built.dispose(),
  }
}

/** Of at most that many processor seconds, the cheap and near ones first: what names the file itself, its folder, others. */
export function ordered(suites: Suites, path: string, costs: Costs, costMax: number): string[] {
  const weight = (name: string): number =>
    suites.imports(name, path) ? 0.02 : dirname(name) === dirname(path) ? 0.1 : 1
  const rank = (name: string): number => ((costs.get(name) ?? 0) + 0.02) * weight(name)
  return suites.names
    .filter(name => PARTS.includes(name) || (costs.get(name) ?? Infinity) <= costMax)
    .filter(name => suites.reaches(name, path))
    .sort((a, b) => rank(a) - rank(b))
}
