import { describe, expect, it } from 'vitest'
import { checkPortableText } from './portable-text.ts'
import { describeFindings } from './sources.ts'

const judge = (text: string): string[] => describeFindings(checkPortableText(new Map([['notes.md', text]])))

// The samples are put together here, so that this file passes the check it tests.
const at = (...parts: string[]): string => `/${parts.join('/')}`
const host = (...parts: string[]): string => parts.join('.')

describe('portable text', () => {
  it.each([
    at('work', 'main', 'x'),
    `see ${at('tmp', 'x')}`,
    `"${at('root', 'x')}"`,
    `file://${at('tmp', 'x')}`,
    at('home', 'someone', 'x'),
    at('Users', 'someone', 'x'),
    'C:\\' + 'Users\\someone',
    `https://${host('registry', 'npmjs', 'org')}/d3`,
    `https://example.org${at('artifactory', 'npm')}`,
  ])('refuses %s', text => {
    expect(judge(text)).toHaveLength(1)
  })

  it.each([
    'src/work/x.ts',
    './tmp/x',
    'node_modules/.tmp/core',
    'https://example.org/work/x',
    'the root / tmp',
    '~/work/',
  ])('allows %s', text => {
    expect(judge(text)).toEqual([])
  })

  it('says the line', () => {
    expect(judge(`a\nb ${at('tmp', 'c')}`)[0]).toMatch(/^notes\.md:2 /)
  })
})
