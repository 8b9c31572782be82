/** Finds a Firefox that starts: FIREFOX_PATH, then the PATH. None is installed here: where there is none, it is said. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['firefox-esr', 'firefox']

const starts = path =>
  existsSync(path) && spawnSync(path, ['--version'], { timeout: 20_000, stdio: 'ignore' }).status === 0

export function findFirefox() {
  const named = process.env.FIREFOX_PATH
  if (named !== undefined && named !== '') {
    if (starts(named)) return named
    throw new Error(`expected a browser at FIREFOX_PATH, got ${named}`)
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter(folder => folder !== '')
  return NAMES.flatMap(name => folders.map(folder => join(folder, name))).find(starts)
}
