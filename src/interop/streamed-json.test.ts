import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SEED } from './arbitrary.suite.ts'
import { digestOf, print } from './canonical.ts'
import type { Json } from './json-text.ts'
import { LazyList, printFile, streamFile, type StreamedFields, type StreamedJson } from './streamed-json.ts'

const json = fc.jsonValue({ maxDepth: 4 }).map(value => (Object.is(value, -0) ? 0 : value) as Json)

/** The same content, each list of it made while it is written. */
function lazy(value: Json): StreamedJson {
  if (Array.isArray(value)) return new LazyList(() => value as readonly Json[])
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, lazy(item)]))
}

describe('a streamed file', () => {
  it('has the text and the digest of the same content in memory', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter(name => name !== '__proto__'),
          json,
        ),
        fields => {
          const content = fields as Readonly<Record<string, Json>>
          const whole = `${print({ ...content, digest: digestOf(content) }, '')}\n`
          expect(printFile(lazy(content) as StreamedFields)).toBe(whole)
        },
      ),
      { seed: SEED, numRuns: 500 },
    )
  })

  it('asks for the next item only when the one before is written, and hands out small pieces', () => {
    let made = 0
    const rows = new LazyList(function* () {
      for (let i = 0; i < 50_000; i++) {
        made += 1
        yield { key: `key-${i}`, value: i }
      }
    })
    let longest = 0
    let aheadMost = 0
    let lines = 0
    for (const piece of streamFile({ rows })) {
      longest = Math.max(longest, piece.length)
      lines += piece.split('\n').length - 1
      // The first walk is for the digest.
      aheadMost = Math.max(aheadMost, made - 50_000 - lines)
    }
    expect(made).toBe(100_000)
    expect(longest).toBeLessThan(70_000)
    expect(aheadMost).toBeLessThan(5)
  })
})
