import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SEED } from './arbitrary.suite.ts'
import { parseJavaJson, parseJson } from './json-text.ts'
import { JSON_DEPTH_MAX, TEXT_LENGTH_MAX } from './limits.ts'
import { attempt } from './problems.ts'

const read = (text: string) => attempt(() => parseJson(text))

const refusal = (text: string) => {
  const result = read(text)
  return result.ok ? 'accepted' : `${result.error.code} ${result.error.path} ${result.error.message}`
}

describe('parseJson', () => {
  it.each([
    ['', 'truncated 1:1 expected a value, got the end of the text'],
    ['{"a":1,\n "b" 2}', `not-json 2:6 expected ':', got "2"`],
    ['[1 2]', `not-json 1:4 expected ',' or ']', got "2"`],
    ['{"a":1;}', `not-json 1:7 expected ',' or '}', got ";"`],
    ['{a:1}', 'not-json 1:2 expected a field name in quotes, got "a"'],
    ['{"a":1,}', 'not-json 1:8 expected a field name in quotes, got "}"'],
    ['[1,]', 'not-json 1:4 expected a value, got "]"'],
    ['nul', 'not-json 1:1 expected a value, got "nul"'],
    ['NaN', 'not-json 1:1 expected a value, got "NaN"'],
    ['01', 'not-json 1:2 expected the end of the text, got "1"'],
    ['+1', 'not-json 1:1 expected a value, got "+1"'],
    ['.5', 'not-json 1:1 expected a value, got ".5"'],
    ['[1] x', 'not-json 1:5 expected the end of the text, got "x"'],
    ['"a\nb"', 'not-json 1:3 expected the closing quote of a text, got "\\n"'],
    ['"abc', 'truncated 1:5 expected the closing quote of a text, got the end of the text'],
    ['"a\\x"', 'not-json 1:3 expected an escape of JSON, got "\\\\"'],
    ['"a\\u12g4"', 'not-json 1:3 expected an escape of JSON, got "\\\\"'],
    ['"a\\', 'truncated 1:5 expected an escape of JSON, got the end of the text'],
    ['{"a":\n\n', 'truncated 3:1 expected a value, got the end of the text'],
    ['{"a":1,"a":2}', 'duplicate 1:8 duplicate field: "a"'],
    ['{"__proto__":1,"__proto__":2}', 'duplicate 1:16 duplicate field: "__proto__"'],
    ['1e999', 'out-of-range 1:1 expected a number that a double can hold, got "1e999"'],
    [
      '9007199254740993',
      'out-of-range 1:1 expected an integer that a double holds exactly, or its text, got "9007199254740993"',
    ],
    ['\u{1f600}', 'not-json 1:1 expected a value, got "\u{1f600}"'],
  ])('refuses %j', (text, answer) => {
    expect(refusal(text)).toBe(answer)
  })

  it('stops at a depth and not at the end of the stack', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
    expect(read(nested(JSON_DEPTH_MAX)).ok).toBe(true)
    expect(refusal(nested(JSON_DEPTH_MAX + 1))).toMatch(/^out-of-range 1:401 expected at most 400 levels/)
    expect(refusal('['.repeat(1_000_000))).toMatch(/^out-of-range/)
    expect(refusal('{"a":'.repeat(1_000_000))).toMatch(/^out-of-range/)
  })

  it('refuses a text that is too large before it reads it', () => {
    expect(refusal(' '.repeat(TEXT_LENGTH_MAX + 1))).toMatch(
      /^too-large \$ expected a text of at most 268435456/,
    )
  })

  it('reads a bare -0 as 0, and passes over a byte order mark', () => {
    expect(Object.is(parseJson('-0'), 0)).toBe(true)
    expect(Object.is(parseJson('-0.0e5'), 0)).toBe(true)
    expect(parseJson('\ufeff[1]')).toEqual([1])
  })

  it('keeps __proto__ as a field like any other', () => {
    const value = parseJson('{"__proto__":{"polluted":true}}') as object
    expect(Object.keys(value)).toEqual(['__proto__'])
    expect((value as { polluted?: boolean }).polluted).toBeUndefined()
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })

  it('reads what JSON.parse reads, as JSON.parse reads it', () => {
    fc.assert(
      fc.property(
        fc.json({ stringUnit: 'binary' }),
        fc.constantFrom(undefined, 1, '\t', '\r\n '),
        (json, indent) => {
          const text = JSON.stringify(JSON.parse(json), null, indent)
          expect(isDeepStrictEqual(parseJson(text), JSON.parse(text))).toBe(true)
        },
      ),
      { seed: SEED, numRuns: 1000 },
    )
  })

  it('refuses what JSON.parse refuses', () => {
    const tokens = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\u0041',
      '1',
      '-',
      '.5',
      'e3',
      'true',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(tokens, { maxLength: 7 }), parts => {
        const text = parts.join('')
        const native = attempt(() => {
          try {
            return JSON.parse(text) as unknown
          } catch {
            return undefined
          }
        })
        const accepted = native.ok && native.value !== undefined
        const ours = read(text)
        // A field given twice is where we are stricter.
        if (!ours.ok && ours.error.code === 'duplicate') return
        expect(ours.ok).toBe(accepted)
      }),
      { seed: SEED, numRuns: 5000 },
    )
  })
})

it('the greatest long of Java is read where Java wrote the text, and nowhere else', () => {
  expect(parseJavaJson('[9223372036854775807]')).toEqual([2 ** 63])
  expect(attempt(() => parseJson('9223372036854775807')).ok).toBe(false)
  expect(attempt(() => parseJavaJson('9223372036854775806')).ok).toBe(false)
})
