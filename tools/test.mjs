/**
 * `npm test`: everything, from a fresh clone, in one go. The steps are the table below; they run in order and
 * stop at the first that breaks. The last line is always `N passed, N failed`; a step that breaks without a
 * failed test of its own counts as one failure.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { ensureChromium } from './chromium.mjs'
import { ensureDeps, root } from './ensure-deps.mjs'
import { freePort } from './free-port.mjs'

const scratch = mkdtempSync(join(tmpdir(), 'weir-test-'))
const outDir = join('node_modules', '.tmp', `site-${process.pid}`)
const stepMinutesMax = 30

const searchPath = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)

const has = path => existsSync(join(root, path))
const hasJourneys = () => has('e2e') && readdirSync(join(root, 'e2e')).some(name => name.endsWith('.spec.ts'))
const results = name => join(scratch, `${name}.json`)
const vitest = (name, ...args) => [
  'vitest',
  'run',
  ...args,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${results(name)}`,
]

/**
 * name: printed, and the name of the file with the step's counts.
 * command: what is run. when: left out where it says no.
 * counts: how the counts are read from that file (see READERS); without it the step only passes or breaks.
 * quiet: standard output goes to that file instead of the screen.
 */
const STEPS = [
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'lint', command: ['npm', 'run', '-s', 'lint'] },
  { name: 'shape', command: vitest('shape', 'tools/shape/'), counts: 'vitest' },
  { name: 'unit', command: vitest('unit', '--exclude', 'tools/shape/**'), counts: 'vitest' },
  {
    name: 'conformance',
    when: () => has('cli/main.ts') && has('golden'),
    command: ['npm', 'run', '-s', 'weir', '--', 'conform', 'golden', '--json'],
    counts: 'conformance',
    quiet: true,
  },
  {
    name: 'browsers',
    when: () => has('tools/browsers/same-hash.mjs'),
    command: ['node', 'tools/browsers/same-hash.mjs'],
    counts: 'browsers',
    prepare: async () => ({ CHROMIUM_PATH: await ensureChromium(), WEIR_RESULTS: results('browsers') }),
  },
  {
    name: 'build',
    when: () => has('src/main.tsx'),
    command: ['vite', 'build', '--logLevel', 'warn'],
  },
  {
    name: 'journeys',
    when: () => has('src/main.tsx') && hasJourneys(),
    command: ['playwright', 'test'],
    counts: 'playwright',
    prepare: async () => ({
      CHROMIUM_PATH: await ensureChromium(),
      WEIR_PORT: String(await freePort()),
      WEIR_RESULTS: results('journeys'),
    }),
  },
]

const READERS = {
  vitest: json => ({ passed: json.numPassedTests, failed: json.numFailedTests }),
  browsers: json => json,
  playwright: json => ({
    passed: json.stats.expected + json.stats.flaky,
    failed: json.stats.unexpected,
  }),
  // A case of a kind that is not built yet is listed by the command and is no failure here.
  conformance: json => ({
    passed: json.passed,
    failed: json.cases.filter(({ ok, message }) => !ok && !message.startsWith('not yet:')).length,
  }),
}

let child
const stopChild = signal => {
  if (child?.pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal)
  } catch {
    // It has ended by itself.
  }
}

function run(command, env, stdoutFile) {
  return new Promise(resolve => {
    const chunks = []
    child = spawn(command[0], command.slice(1), {
      cwd: root,
      env: { ...process.env, PATH: searchPath, WEIR_OUT_DIR: outDir, ...env },
      stdio: ['ignore', stdoutFile === undefined ? 'inherit' : 'pipe', 'inherit'],
      shell: process.platform === 'win32',
      // A group of its own, so that a step that hangs can be stopped with all it started.
      detached: process.platform !== 'win32',
    })
    const timer = setTimeout(() => stopChild('SIGKILL'), stepMinutesMax * 60_000)
    child.stdout?.on('data', chunk => chunks.push(chunk))
    child.on('error', error => console.error(error.message))
    child.on('close', status => {
      clearTimeout(timer)
      if (stdoutFile !== undefined) writeFileSync(stdoutFile, Buffer.concat(chunks))
      resolve(status ?? 1)
    })
  })
}

function readCounts(step) {
  try {
    const counts = READERS[step.counts](JSON.parse(readFileSync(results(step.name), 'utf8')))
    if (Number.isInteger(counts.passed) && Number.isInteger(counts.failed)) return counts
  } catch {
    // Reported below: a step that leaves no counts is broken.
  }
  console.error(`${step.name}: expected counts, got none`)
  return undefined
}

/** The counts of one step; `broken` also covers failed tests. */
async function runStep(step) {
  console.log(`\n── ${step.name}`)
  const startedAt = Date.now()
  const env = (await step.prepare?.()) ?? {}
  const status = await run(step.command, env, step.quiet ? results(step.name) : undefined)
  const counts = step.counts === undefined ? { passed: 0, failed: 0 } : readCounts(step)
  const broken = status !== 0 || counts === undefined || counts.failed > 0
  if (broken && step.quiet && existsSync(results(step.name))) {
    console.log(readFileSync(results(step.name), 'utf8').slice(-20_000))
  }
  const { passed, failed } = counts ?? { passed: 0, failed: 0 }
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  const tally = step.counts === undefined ? '' : `, ${passed} passed`
  console.log(`── ${step.name}: ${broken ? 'broken' : 'ok'}${tally} (${seconds} s)`)
  return { passed, failed: broken ? Math.max(failed, 1) : 0, broken }
}

const total = { passed: 0, failed: 0 }

function finish() {
  rmSync(scratch, { recursive: true, force: true })
  rmSync(join(root, outDir), { recursive: true, force: true })
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed > 0 ? 1 : 0
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopChild('SIGKILL')
    total.failed += 1
    finish()
    process.exit()
  })
}

try {
  ensureDeps()
  for (const step of STEPS) {
    if (step.when !== undefined && !step.when()) {
      console.log(`\n── ${step.name}: nothing to do yet`)
      continue
    }
    const { passed, failed, broken } = await runStep(step)
    total.passed += passed
    total.failed += failed
    if (broken) break
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  total.failed += 1
}
finish()
