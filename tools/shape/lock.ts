/**
 * The lock names every package that any of its packages wants, for every platform: a registry that lags behind can
 * make npm drop some without a word, and then a fresh clone can't be installed. All versions asked for are exact.
 */
import type { Finding, Sources } from './sources.ts'

interface LockEntry {
  readonly resolved?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

const LOCK = 'package-lock.json'
const MANIFEST = 'package.json'
const EXACT = /^\d+\.\d+\.\d+$/

/** Looks where Node would: beside the package, then in each folder above it. */
function isInstalled(packages: Readonly<Record<string, LockEntry>>, from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (packages[candidate] !== undefined) return true
    if (folder === '') return false
  }
}

function checkLockEntries(text: string): Finding[] {
  const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, LockEntry>> }
  return Object.entries(packages).flatMap(([path, entry]) => {
    const wanted = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
    const missing = wanted.filter(name => !isInstalled(packages, path, name))
    const faults = missing.map(
      name => `${path === '' ? 'the project' : path} wants ${name}, which is missing`,
    )
    if (entry.resolved?.startsWith('http') === true) faults.push(`${path} names the host it came from`)
    return faults.map(fault => ({ path: LOCK, line: 1, text: fault }))
  })
}

function checkExactVersions(text: string): Finding[] {
  const { dependencies, devDependencies } = JSON.parse(text) as Manifest
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !EXACT.test(version))
    .map(([name, version]) => ({
      path: MANIFEST,
      line: 1,
      text: `expected an exact version of ${name}, got ${version}`,
    }))
}

export function checkLock(sources: Sources): Finding[] {
  const lock = sources.get(LOCK)
  const manifest = sources.get(MANIFEST)
  return [
    ...(lock === undefined ? [] : checkLockEntries(lock)),
    ...(manifest === undefined ? [] : checkExactVersions(manifest)),
  ]
}
