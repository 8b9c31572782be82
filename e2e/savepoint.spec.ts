/** A savepoint is taken and saved, and the job is stopped behind another one; the page tells both apart from checkpoints. */
import { expect, test, type Page } from '@playwright/test'
import { button, expectNoViolations, narration, next, openPage, twin, where } from './page.ts'

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

test('a checkpoint and a savepoint are held against each other, with those of the run', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  const open = async () => {
    await button(page, 'Savepoint').click()
    await page.getByRole('menuitem', { name: 'Checkpoint and savepoint' }).click()
  }
  await open()
  const dialog = page.getByRole('dialog', { name: 'Checkpoint and savepoint' })
  const inThisRun = dialog.getByRole('row', { name: /^in this run/ })
  await expect(inThisRun).toContainText(/chk-\d+, .*none yet/)
  await expect(dialog.getByRole('row', { name: /^another state backend/ })).toContainText(/yes.*no.*no.*no/)
  await expect(dialog.getByText('NO_CLAIM', { exact: true })).toBeVisible()
  await expectNoViolations(page)
  await dialog.getByRole('button', { name: 'Take a savepoint' }).click()
  await expect(dialog).toBeHidden()
  await next(page, 'checkpoint complete')
  await open()
  await expect(inThisRun).toContainText(/savepoint-[0-9a-f]{6}-[0-9a-f]{12}, /)
  await inThisRun.getByRole('button', { name: 'Show it' }).last().click()
  await expect(page.getByRole('heading', { name: /Savepoint \d/ })).toBeVisible()
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
