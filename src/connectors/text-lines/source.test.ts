import { expect, test } from 'vitest'
import { textLines } from './source.ts'

test('lines end anyhow, and blank ones are left out', () => {
  expect(textLines('a\r\n b \n\n  \rc')).toEqual(['a', ' b ', 'c'])
})
