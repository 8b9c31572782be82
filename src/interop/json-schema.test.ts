/** The published schemas take every file we write, and refuse what is of another shape, as our readers do. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commands } from '../commands/index.ts'
import { changeAt, keyRules, pathsOf, runFile, SEED, signedAgain, snapshotFile } from './arbitrary.suite.ts'
import { schemaFaults, type Schema } from './json-schema.suite.ts'
import { commandSchema } from './run-file/command-schema.ts'
import { readRunFile } from './run-file/read-run-file.ts'
import { writeRunFile } from './run-file/run-file.ts'
import { readSnapshotFile } from './snapshot-file/read-snapshot-file.ts'
import { writeSnapshotFile } from './snapshot-file/snapshot-file.ts'

const schemaOf = (name: string) => JSON.parse(readFileSync(`public/schema/${name}.json`, 'utf8')) as Schema

const KINDS = [
  {
    name: 'snapshot-1',
    texts: snapshotFile.map(({ snapshot, job }) => writeSnapshotFile(snapshot, job)),
    accepts: (text: string) => readSnapshotFile(text, keyRules).ok,
  },
  {
    name: 'run-1',
    texts: runFile.map(writeRunFile),
    accepts: (text: string) => readRunFile(text, commands, keyRules).ok,
  },
]

const OTHERS = [null, true, 0.5, -1, 'x', '', [], {}, { $: 'nan' }, { $: 'bigint', value: 'x' }] as const

describe.each(KINDS)('the schema $name', ({ name, texts, accepts }) => {
  const schema = schemaOf(name)

  it('takes every file we write', () => {
    fc.assert(
      fc.property(texts, text => {
        expect(schemaFaults(schema, JSON.parse(text))).toEqual([])
      }),
      { seed: SEED, numRuns: 150 },
    )
  })

  it('refuses nothing that the reader takes', () => {
    let refused = 0
    fc.assert(
      fc.property(texts, fc.nat(), fc.constantFrom(undefined, ...OTHERS), (text, which, other) => {
        const json: unknown = JSON.parse(text)
        const paths = pathsOf(json)
        const path = paths[which % paths.length]!
        if (path[0] === 'digest') return
        const faults = schemaFaults(
          schema,
          changeAt(json, path, () => other),
        )
        if (faults.length === 0) return
        refused++
        expect(accepts(signedAgain(text, path, () => other))).toBe(false)
      }),
      { seed: SEED, numRuns: 600 },
    )
    expect(refused).toBeGreaterThan(200)
  })
})

it('what the schema says of commands is what their definitions say', () => {
  const { $defs } = schemaOf('run-1') as { $defs: Record<string, unknown> }
  expect($defs['command'], 'npm run schema writes it').toEqual(commandSchema(commands))
})

describe('the checker of schemas', () => {
  it.each([
    [{ type: 'integer' }, 0.5],
    [{ type: ['null', 'string'] }, 1],
    [{ const: 1 }, '1'],
    [{ enum: ['a'] }, 'b'],
    [{ minimum: 1 }, 0],
    [{ maximum: 1 }, 2],
    [{ minLength: 1 }, ''],
    [{ maxLength: 1 }, 'ab'],
    [{ minItems: 1 }, []],
    [{ maxItems: 1 }, [1, 2]],
    [{ maxProperties: 0 }, { a: 1 }],
    [{ pattern: '^a$' }, 'b'],
    [{ required: ['a'] }, {}],
    [{ properties: { a: false } }, { a: 1 }],
    [{ additionalProperties: false }, { a: 1 }],
    [{ propertyNames: { maxLength: 1 } }, { ab: 1 }],
    [{ items: { type: 'null' } }, [1]],
    [{ prefixItems: [{ type: 'null' }] }, [1]],
    [{ anyOf: [{ type: 'null' }] }, 1],
    [{ $ref: '#/$defs/no', $defs: { no: false } }, 1],
  ])('%j refuses %j', (schema, value) => {
    expect(schemaFaults(schema, value)).toHaveLength(1)
  })

  it('does not pass over a word it does not know', () => {
    expect(() => schemaFaults({ minContains: 1 }, [])).toThrow('unknown word of a schema: minContains')
  })
})
