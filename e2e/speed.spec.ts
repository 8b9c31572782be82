import { expect, test } from '@playwright/test'
import { button, openPage, where } from './page.ts'

/** No frame of the page may block it longer than this. */
const LONG_TASK_MS = 50

test('while it plays the page is never blocked for long', async ({ page }) => {
  await openPage(page)
  // The first moments compile code; what is judged is the page at work.
  await page.keyboard.press('Space')
  await page.waitForTimeout(1500)
  await page.evaluate(() => {
    const long: number[] = []
    Object.assign(window, { longTasks: long })
    new PerformanceObserver(list => long.push(...list.getEntries().map(entry => entry.duration))).observe({
      type: 'longtask',
    })
  })
  const before = await where(page)
  await page.waitForTimeout(4000)
  await button(page, 'Pause').click()
  const after = await where(page)
  const longest = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks)
  expect(after.step).toBeGreaterThan(before.step + 50)
  expect(longest.filter(ms => ms > LONG_TASK_MS)).toEqual([])
})
