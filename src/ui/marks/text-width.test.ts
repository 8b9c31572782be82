import { expect, it } from 'vitest'
import { fitName, textWidth } from './text-width.ts'

it('a name that is cut keeps the number of its subtask', () => {
  const room = textWidth('count-10', 13) - 4
  expect(fitName('count-10', room, 13)).toMatch(/^co?u?n?…-10$/)
  expect(fitName('count-10', room + 4, 13)).toBe('count-10')
  expect(textWidth(fitName('count-10', room, 13), 13)).toBeLessThanOrEqual(room)
})

it('a name without a number is cut at its end', () => {
  expect(fitName('JobManager', textWidth('JobMa…', 13), 13)).toBe('JobMa…')
})
