/**
 * The part of the bench that needs a browser: what the stores of a real Chromium really take. A page of its own with
 * one worker at a time, as in production, on a profile on the disk; own code and baseline in turn, in the same worker.
 */
import { execFileSync } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { chromium } from 'playwright'
import type { BenchGroup, InBrowser } from './in-browser.ts'
import { cost, rate, share, type Measurement } from './measure.ts'

const PAGE = '<!doctype html><meta charset="utf-8"><title>bench</title>'
const MINUTES_MAX = 10

/** The worker of the bench, and the one that it begins for its files, where it looks for it. */
const SCRIPTS: Readonly<Record<string, string>> = {
  '/worker.js': 'cli/bench/in-browser.ts',
  '/worker/host.ts': 'src/backends/stores/opfs/file/worker/host.ts',
}

async function bundled(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    minify: true,
    logLevel: 'warning',
  })
  return outputFiles[0]!.text
}

async function serve(): Promise<Server> {
  const scripts = new Map<string, string>()
  for (const [url, entry] of Object.entries(SCRIPTS)) scripts.set(url, await bundled(entry))
  const server = createServer((request, response) => {
    const script = scripts.get(request.url ?? '')
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript')
    response.end(script ?? PAGE)
  })
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)))
}

/** The program prints what it installs, and last the path. */
const findChromium = (): string =>
  execFileSync(process.execPath, ['tools/chromium.mjs'], { encoding: 'utf8' }).trim().split('\n').at(-1)!

const GROUPS: readonly BenchGroup[] = ['indexeddb', 'opfs', 'incremental', 'lsm', 'budget']

/** Runs in the page. */
function inPage(group: BenchGroup): Promise<unknown> {
  const worker = new Worker('/worker.js', { type: 'module' })
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<{ done?: unknown; failed?: string }>) => {
      worker.terminate()
      if (data.failed === undefined) resolve(data.done)
      else reject(new Error(data.failed))
    })
    worker.addEventListener('error', event => reject(new Error(event.message)))
    worker.postMessage(group)
  })
}

export async function measureInBrowser(only = ''): Promise<Measurement[]> {
  const server = await serve()
  const profile = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  const executablePath = findChromium()
  const context = await chromium.launchPersistentContext(profile, {
    args: ['--no-sandbox'],
    executablePath,
  })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(MINUTES_MAX * 60_000)
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const found: Measurement[] = []
    for (const group of GROUPS.filter(name => name.includes(only)))
      found.push(...((await page.evaluate(inPage, group)) as InBrowser[]).map(measurementOf))
    return found
  } finally {
    await context.close()
    server.close()
    rmSync(profile, { recursive: true, force: true })
  }
}

function measurementOf(measured: InBrowser): Measurement {
  switch (measured.type) {
    case 'rate':
      return rate(measured.name, measured.records, measured.pairs, measured.baseline, measured.target)
    case 'cost':
      return cost(measured.name, measured.pairs, measured.baseline, measured.target)
    case 'share':
      return share(measured.name, 'bytes', measured.value, measured.of, measured.baseline, measured.target)
  }
}
