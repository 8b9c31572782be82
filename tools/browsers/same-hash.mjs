/**
 * `npm run browsers`: the same runs in Node, Chromium and Firefox have the same hash at every look, and a snapshot that
 * a browser writes is the file that Node writes, and goes on in Node under another parallelism to the same end. Without
 * a Firefox that part is left out, and it says so. The last line is `N passed, N failed`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { chromium } from 'playwright'
import puppeteer from 'puppeteer-core'
import { findChromium } from '../chromium.mjs'
import { ensureDeps, root } from '../ensure-deps.mjs'
import { findFirefox } from './firefox.mjs'

async function bundle(entry, format) {
  const made = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format,
    globalName: 'weirRuns',
    platform: format === 'iife' ? 'browser' : 'node',
    target: 'es2023',
    logLevel: 'error',
  })
  return made.outputFiles[0].text
}

/** What a host tells of the runs, and the snapshot it writes. */
const ask = page =>
  page.evaluate(() => ({ told: window.weirRuns.tellAll(), snapshot: window.weirRuns.snapshotText() }))

async function inChromium(code) {
  const executablePath = await findChromium()
  if (executablePath === undefined) return undefined
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ content: code })
    return await ask(page)
  } finally {
    await browser.close()
  }
}

async function inFirefox(code) {
  const executablePath = findFirefox()
  if (executablePath === undefined) return undefined
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true })
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ content: code })
    return await ask(page)
  } finally {
    await browser.close()
  }
}

async function inNode() {
  const folder = mkdtempSync(join(tmpdir(), 'weir-browsers-'))
  try {
    const file = join(folder, 'runs.mjs')
    writeFileSync(file, await bundle('tools/browsers/restore.ts', 'esm'))
    return await import(pathToFileURL(file).href)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

let passed = 0
let failed = 0

function check(holds, name, detail) {
  if (holds) passed += 1
  else failed += 1
  console.log(`${holds ? 'same   ' : 'differs'} ${name}${holds ? '' : `\n  ${detail}`}`)
}

/** `node` is how it is; `other` must be the same to the last character. */
function compare(browser, node, other) {
  node.told.forEach((expected, i) => {
    const got = other.told[i]
    const holds = JSON.stringify(got) === JSON.stringify(expected)
    check(
      holds,
      `${browser}: ${expected.name}, step ${expected.step}, ${expected.status}, ${expected.hash}`,
      JSON.stringify(got),
    )
  })
  check(
    other.snapshot === node.snapshot,
    `${browser}: the snapshot file`,
    `${other.snapshot.length} characters, ${node.snapshot.length} in Node`,
  )
}

ensureDeps()
const code = await bundle('tools/browsers/runs.ts', 'iife')
const host = await inNode()
const node = { told: host.tellAll(), snapshot: host.snapshotText() }
const hosts = [
  { browser: 'Chromium', run: inChromium },
  { browser: 'Firefox', run: inFirefox },
]
for (const { browser, run } of hosts) {
  const told = await run(code)
  if (told === undefined) {
    console.log(`skipped ${browser}: none was found on this machine`)
    continue
  }
  compare(browser, node, told)
  for (const parallelism of [1, 2, 4]) {
    const problem = host.goesOn(told.snapshot, parallelism)
    check(
      problem === null,
      `${browser}: its snapshot goes on in Node with parallelism ${parallelism}`,
      problem,
    )
  }
}
console.log(`${passed} passed, ${failed} failed`)
if (process.env.WEIR_RESULTS !== undefined)
  writeFileSync(process.env.WEIR_RESULTS, JSON.stringify({ passed, failed }))
process.exitCode = failed === 0 ? 0 : 1
