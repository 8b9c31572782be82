import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SEED } from './arbitrary.suite.ts'
import { canonicalJson, digestOf } from './canonical.ts'
import { parseJson } from './json-text.ts'
import { printFile } from './streamed-json.ts'

describe('canonicalJson', () => {
  // The example of RFC 8785, section 3.2.2, and its sorting example, section 3.2.3.
  it('writes the examples of RFC 8785', () => {
    const numbers = '[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]'
    const text = `{"numbers":${numbers},"string":"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}`
    expect(canonicalJson(parseJson(text))).toBe(
      `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}`,
    )
    const names = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6']
    const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33']
    const fields = Object.fromEntries(names.map(name => [name, 1]))
    expect(canonicalJson(fields)).toBe(`{${sorted.map(name => `${JSON.stringify(name)}:1`).join(',')}}`)
  })

  it('is the same for the same content in any order', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), fields => {
        const reversed = Object.fromEntries(Object.entries(fields).reverse())
        expect(canonicalJson(reversed)).toBe(canonicalJson({ ...fields }))
      }),
      { seed: SEED },
    )
  })
})

describe('a printed file', () => {
  const content = { format: 'x', list: Array.from({ length: 40 }, (_, i) => i), rows: [{ a: 1 }], empty: {} }

  it('has the digest that other tools compute', () => {
    const canonical = `{"empty":{},"format":"x","list":[${content.list.join(',')}],"rows":[{"a":1}]}`
    expect(digestOf(content)).toBe(`sha-256:${createHash('sha256').update(canonical).digest('hex')}`)
  })

  it('keeps the order of fields, ends with its digest, and puts on one line what fits', () => {
    const text = printFile(content)
    const lines = text.split('\n')
    expect(lines.slice(0, 5)).toEqual(['{', ' "format": "x",', ' "list": [', '  0,', '  1,'])
    expect(lines).toContain(' "rows": [{"a": 1}],')
    expect(lines.at(-3)).toBe(` "digest": "${digestOf(content)}"`)
    expect(JSON.parse(text)).toEqual({ ...content, digest: digestOf(content) })
  })
})
