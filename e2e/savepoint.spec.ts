/** A savepoint is taken and saved, and the job is stopped behind another one; the page tells both apart from checkpoints. */
import { expect, test, type Page } from '@playwright/test'
import { button, narration, next, openPage, twin, where } from './page.ts'

test.describe.configure({ timeout: 90_000 })

async function choose(page: Page, item: string): Promise<void> {
  const before = await where(page)
  await button(page, 'Savepoint').click()
  await page.getByRole('menuitem', { name: item }).click()
  await expect.poll(async () => (await where(page)).step).not.toBe(before.step)
}

test('a savepoint stands beside the checkpoints, and can be saved to a file', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  await page.keyboard.press('s')
  await expect(narration(page)).toContainText('savepoint')
  await expect(twin(page, 'coordinator')).toContainText(/Savepoint \d+: \d of \d acknowledged/)
  await next(page, 'checkpoint complete')
  await expect(narration(page)).toContainText(
    /Savepoint \d+ is complete, in savepoint-[0-9a-f]{6}-[0-9a-f]{12}/,
  )
  await expect(twin(page, 'storage')).toContainText('savepoint-')
  await button(page, 'Files').click()
  await page
    .getByRole('menuitem', { name: /snapshot/ })
    .first()
    .click()
  const options = page.getByRole('dialog').getByRole('option')
  await expect(options.filter({ hasText: /^Savepoint \d+, completed at/ })).toHaveCount(1)
})

test('the job is stopped behind a savepoint, and finishes', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  await choose(page, 'Stop with savepoint: drain')
  await expect(narration(page)).toContainText('stop the job with a savepoint')
  await expect(twin(page, 'coordinator')).toContainText(/Savepoint \d+: 0 of \d acknowledged/)
  await next(page, 'checkpoint complete')
  await expect(narration(page)).toContainText(/Savepoint \d+ is complete/)
})
