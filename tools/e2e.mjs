/**
 * `npm run e2e -- [file or Playwright options]`: builds the page into a folder of its own, serves it on a free
 * port and plays the journeys in a real Chromium.
 */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { ensureChromium } from './chromium.mjs'
import { ensureDeps, root } from './ensure-deps.mjs'
import { freePort } from './free-port.mjs'

ensureDeps()
const outDir = join('node_modules', '.tmp', `site-${process.pid}`)
const env = {
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  CHROMIUM_PATH: await ensureChromium(),
  WEIR_OUT_DIR: outDir,
  WEIR_PORT: String(await freePort()),
}

function run(command, ...args) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env,
  })
  return status ?? 1
}

process.exitCode =
  run('vite', 'build', '--logLevel', 'warn') || run('playwright', 'test', ...process.argv.slice(2))
rmSync(join(root, outDir), { recursive: true, force: true })
