/**
 * The text of the repository as a map from path to text. Every shape check takes such a map, so that its own
 * test can hand it a small wrong one.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Sources = ReadonlyMap<string, string>

/** One thing that is wrong, at one place. */
export interface Finding {
  readonly path: string
  readonly line: number
  readonly text: string
}

const repositoryRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', '.git', 'coverage', 'test-results', 'target'])
const BYTES_MAX = 4_000_000

/** What git tracks or would track; without git, what lies outside generated folders. */
function listPaths(root: string): string[] {
  if (!existsSync(join(root, '.git'))) return walk(root, '')
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64_000_000,
  })
  return listed.split('\0').filter(path => path !== '')
}

function walk(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : walk(root, path)
    return entry.isFile() ? [path] : []
  })
}

/** All text files of the repository; binary and very large ones are left out. */
export function readSources(root = repositoryRoot): Sources {
  const sources = new Map<string, string>()
  for (const path of [...new Set(listPaths(root))].toSorted()) {
    const absolute = join(root, path)
    const stats = statSync(absolute, { throwIfNoEntry: false })
    if (stats === undefined || !stats.isFile() || stats.size > BYTES_MAX) continue
    const text = readFileSync(absolute, 'utf8')
    if (!text.includes('\0')) sources.set(path, text)
  }
  return sources
}

export function isModule(path: string): boolean {
  return /\.(ts|tsx|mjs)$/.test(path) && !path.endsWith('.d.ts')
}

/** Tests and the suites they share: they may reach anything and run in Node. */
export function isTest(path: string): boolean {
  return /\.(test|suite)\.tsx?$/.test(path)
}

/** Data written by a tool; nobody reads it as code. */
export function isGenerated(path: string): boolean {
  return path.startsWith('src/pipelines/data/')
}

export function describeFindings(findings: readonly Finding[]): string[] {
  return findings.map(({ path, line, text }) => `${path}:${line} ${text}`)
}
