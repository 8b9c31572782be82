import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { relaxedPolicy } from './relaxed-policy.ts'

const html = readFileSync('index.html', 'utf8')

it('lets the development server put scripts and styles into the page, which the built page forbids', () => {
  expect(html).not.toContain('unsafe-inline')
  const relaxed = relaxedPolicy(html)
  for (const directive of ['script-src', 'style-src'])
    expect(relaxed).toMatch(new RegExp(`${directive} 'self' 'unsafe-inline'`))
  expect(relaxed).toContain("connect-src 'self' ws:")
})

it('says when the page has another policy', () => {
  expect(() => relaxedPolicy('<html></html>')).toThrow(/expected script-src 'self'/)
})
