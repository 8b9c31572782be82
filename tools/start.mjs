/**
 * `npm start`: installs what is missing, builds the page, serves it and opens it.
 * The page is served as built, so that what is seen here is what is deployed.
 * Options: `--port 4173`, `--no-open`.
 */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureDeps, root } from './ensure-deps.mjs'

/** Opening a browser where no screen is would only print an error. */
function hasScreen() {
  if (process.env.CI !== undefined) return false
  if (process.platform !== 'linux') return true
  const onScreen = process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined
  return (
    onScreen && (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, 'xdg-open')))
  )
}

const { values } = parseArgs({
  options: { port: { type: 'string', default: '4173' }, 'no-open': { type: 'boolean', default: false } },
})

ensureDeps()
const { build, preview } = await import('vite')
await build({ root, logLevel: 'warn' })
const server = await preview({
  root,
  preview: { port: Number(values.port), strictPort: false, open: !values['no-open'] && hasScreen() },
})
console.log('Weir is served at')
server.printUrls()
console.log('Stop it with Ctrl-C.')
