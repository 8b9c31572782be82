import { expect, test } from '@playwright/test'
import { openPage, pressAndMove, where } from './page.ts'

test('a function that never returns is stopped, its task is named, and the run is there again', async ({
  page,
}) => {
  test.slow()
  await openPage(page)
  const before = await where(page)
  // From here on the engine does not come back from the event it is about to handle.
  await page.workers()[0]?.evaluate(() => {
    const post = self.postMessage.bind(self)
    self.postMessage = (message: unknown) => {
      post(message)
      if (typeof message === 'object' && message !== null && 'weir' in message) for (;;);
    }
  })
  await page.keyboard.press('ArrowRight')
  const said = page.getByText(new RegExp(`no answer for 10 s at step ${before.step + 1}, where \\S+ runs`))
  await expect(said.first()).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(`It is running again, at step ${before.step}.`).first()).toBeVisible()
  expect((await where(page)).hash).toBe(before.hash)
  await pressAndMove(page, 'ArrowRight')
})
