/**
 * Runs a TypeScript program in Node: `node tools/run-ts.mjs <entry.ts> [arguments]`.
 * The program is bundled into one file first (packages stay outside), because Node 20 doesn't strip types and
 * one file starts far quicker than hundreds. In it `import.meta.url` is the bundle; paths start at `process.cwd()`.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureDeps, root } from './ensure-deps.mjs'

/** Bundles `entry` and runs it in this process with `args` as its command line. */
export async function runTs(entry, args) {
  ensureDeps()
  const { build } = await import('esbuild')
  const folder = join(root, 'node_modules', '.cache', 'weir')
  const outfile = join(folder, `${basename(entry, '.ts')}-${process.pid}.mjs`)
  mkdirSync(folder, { recursive: true })
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  process.on('exit', () => rmSync(outfile, { force: true }))
  process.setSourceMapsEnabled(true)
  process.argv = [process.argv[0], outfile, ...args]
  await import(pathToFileURL(outfile).href)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [entry, ...args] = process.argv.slice(2)
  if (entry === undefined) throw new Error('expected a TypeScript file to run, got none')
  await runTs(entry, args)
}
