/**
 * Finds a Chromium that starts, or installs one: CHROMIUM_PATH, Playwright's own, the PATH, the usual places,
 * then Playwright's download, then the system's packages where we may use them.
 * A candidate counts only when it answers `--version`: some systems ship a stub of that name.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './ensure-deps.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge']

const FIXED = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}

function starts(path) {
  if (!existsSync(path)) return false
  // On Windows a browser opens a window for `--version`; its being there has to do.
  if (process.platform === 'win32') return true
  return spawnSync(path, ['--version'], { timeout: 20_000, stdio: 'ignore' }).status === 0
}

async function playwrightsOwn() {
  const { chromium } = await import('playwright')
  return chromium.executablePath()
}

/** The path of a Chromium that starts, or undefined. */
export async function findChromium() {
  const named = process.env.CHROMIUM_PATH
  if (named !== undefined && named !== '') {
    if (starts(named)) return named
    throw new Error(`expected a browser at CHROMIUM_PATH, got ${named}`)
  }
  const candidates = [await playwrightsOwn()]
  for (const name of NAMES) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      if (folder !== '') candidates.push(join(folder, name))
    }
  }
  candidates.push(...(FIXED[process.platform] ?? []))
  return candidates.find(starts)
}

function run(command, args) {
  console.log(`$ ${command} ${args.join(' ')}`)
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return status === 0
}

function installFromDebian() {
  const mayInstall = process.getuid?.() === 0 && existsSync('/etc/debian_version')
  return (
    mayInstall &&
    run('apt-get', ['update']) &&
    run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'])
  )
}

/** The path of a Chromium that starts; installs one if there is none. */
export async function ensureChromium() {
  const found = await findChromium()
  if (found !== undefined) return found
  console.log('No Chromium found; installing one …')
  for (const install of [() => run('npx', ['playwright', 'install', 'chromium']), installFromDebian]) {
    const installed = install() ? await findChromium() : undefined
    if (installed !== undefined) return installed
  }
  throw new Error('no Chromium: install Chromium or Chrome, or name one in CHROMIUM_PATH')
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(await ensureChromium())
}
