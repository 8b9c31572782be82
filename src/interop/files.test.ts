/** What holds for both kinds of file: they come back as they were written, and damage is refused with a place. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commands } from '../commands/index.ts'
import type { Result } from '../base/result.ts'
import {
  damage,
  damaged,
  keyRules,
  pathsOf,
  runFile,
  SEED,
  signedAgain,
  snapshotFile,
  type Path,
} from './arbitrary.suite.ts'
import { detect } from './detect.ts'
import { FILE_PROBLEM_CODES } from './problems.ts'
import { readRunFile } from './run-file/read-run-file.ts'
import { writeRunFile, type RunFile } from './run-file/run-file.ts'
import { readSnapshotFile } from './snapshot-file/read-snapshot-file.ts'
import { writeSnapshotFile, type SnapshotFile } from './snapshot-file/snapshot-file.ts'

const DAMAGED = 1000

interface Kind {
  readonly name: 'run' | 'snapshot'
  readonly files: fc.Arbitrary<unknown>
  readonly write: (file: never) => string
  readonly read: (text: string) => Result<unknown>
  /** Places where anything, or nothing, is right. */
  readonly free: (path: Path) => boolean
}

const isOf = (path: Path, ...fields: string[]): boolean => fields.some(field => path.includes(field))

const KINDS: readonly Kind[] = [
  {
    name: 'snapshot',
    files: snapshotFile,
    write: ({ snapshot, job }: SnapshotFile) => writeSnapshotFile(snapshot, job),
    read: text => readSnapshotFile(text, keyRules),
    free: path =>
      isOf(path, 'config', 'workload', 'value', 'key', 'lists') || typeof path.at(-1) === 'number',
  },
  {
    name: 'run',
    files: runFile,
    write: (file: RunFile) => writeRunFile(file),
    read: text => readRunFile(text, commands, keyRules),
    free: path =>
      isOf(path, 'config', 'workload', 'value', 'key', 'lists') ||
      path.at(-1) === 'restoreFrom' ||
      typeof path.at(-1) === 'number',
  },
]

const settings = (numRuns: number) => ({ seed: SEED, numRuns })

describe.each(KINDS)('a $name file', ({ name, files, write, read, free }) => {
  const texts = files.map(file => [file, write(file as never)] as const)

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(texts, ([file, text]) => {
        const result = read(text)
        if (!result.ok) throw new Error(`${result.error.path}: ${result.error.message}`)
        expect(isDeepStrictEqual(result.value, file)).toBe(true)
        expect(write(result.value as never)).toBe(text)
        expect(detect(text)).toEqual({ ok: true, value: name })
      }),
      settings(300),
    )
  })

  it(`is refused with a place, never accepted and never thrown, in ${DAMAGED} damaged copies`, () => {
    const seen = new Set<string>()
    let equal = 0
    fc.assert(
      fc.property(texts, damage, ([file, text], how) => {
        const result = read(damaged(text, how))
        if (result.ok) {
          equal++
          expect(isDeepStrictEqual(result.value, file)).toBe(true)
          return
        }
        expect(result.error.path).not.toBe('')
        expect(result.error.message).not.toBe('')
        expect(FILE_PROBLEM_CODES).toContain(result.error.code)
        seen.add(result.error.code)
      }),
      settings(DAMAGED),
    )
    // The test has shown nothing if damage is always of one kind, or mostly harmless.
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'not-json',
        'truncated',
        'missing',
        'wrong-type',
        'wrong-digest',
        'wrong-format',
      ]),
    )
    expect(equal).toBeLessThan(DAMAGED / 10)
  })

  /** Fields that stand only where there is something to say. */
  const LEFT_OUT: readonly unknown[] = [
    'unionLists',
    'broadcastStates',
    'params',
    'savepoint',
    'inFlight',
    'fullyFinished',
  ]

  it('is refused at the field that is missing, also when its digest is right', () => {
    fc.assert(
      fc.property(texts, fc.nat(), ([, text], which) => {
        const paths = pathsOf(JSON.parse(text)).filter(
          path => !free(path) && path[0] !== 'digest' && !path.some(part => LEFT_OUT.includes(part)),
        )
        const path = paths[which % paths.length]!
        const result = read(signedAgain(text, path, () => undefined))
        expect(result.ok).toBe(false)
        if (result.ok) return
        expect(result.error.path.endsWith(String(path.at(-1)))).toBe(true)
      }),
      settings(300),
    )
  })

  it('may be printed in another way: spaces and the order of fields are no content', () => {
    fc.assert(
      fc.property(texts, ([file, text]) => {
        const entries = Object.entries(JSON.parse(text) as object).reverse()
        const result = read(`\ufeff \n${JSON.stringify(Object.fromEntries(entries), null, '\t')}\r\n`)
        expect(result.ok && isDeepStrictEqual(result.value, file)).toBe(true)
      }),
      settings(100),
    )
  })

  it('is refused when it is something else', () => {
    for (const text of ['', ' ', '[]', 'null', '{}', '"weir"', '{"format":"weir-other","version":1}']) {
      const result = read(text)
      expect(result.ok).toBe(false)
      expect(result.ok ? '' : result.error.path).not.toBe('')
      expect(detect(text).ok).toBe(false)
    }
  })
})
