/** A job is rescaled from 3 to 4: the key groups that move are foretold, then seen, with their keys and values. */
import { expect, test, type Page } from '@playwright/test'
import { button, moveUntil, next, openPage, tab, twin } from './page.ts'

test.describe.configure({ timeout: 60_000 })

async function openKeyGroups(page: Page): Promise<void> {
  await tab(page, 'State').click()
  await button(page, 'Key groups and rescaling').click()
}

/** The oldest row that goes to `subtask`, so that the checkpoint has it. */
async function movedTo(page: Page, subtask: string): Promise<readonly string[]> {
  const row = page.getByRole('dialog').getByRole('row').filter({ hasText: subtask }).last()
  const cells = await row.locator('th, td').allInnerTexts()
  return cells.map(text => text.trim())
}

test('half of the key groups move from 3 to 4, and no key is lost', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  await openKeyGroups(page)
  await expect(page.getByTestId('rescale-words')).toContainText('65 of 128 key groups')
  const [key = '', value = '', keyGroup = '', from = ''] = await movedTo(page, 'count-3')
  expect([key.length > 0, from]).toEqual([true, 'count-2'])
  await button(page, /^Restart from checkpoint \d+ with parallelism 4$/).click()
  await expect(twin(page, 'count-3')).toBeAttached()
  await page.keyboard.press('Home')
  await moveUntil(page, 'ArrowRight', /^count-3 restores checkpoint \d+/, 200)
  await tab(page, 'State').click()
  await page.getByRole('combobox', { name: /^Task/ }).selectOption('count-3')
  const row = page.getByRole('table', { name: 'Keyed state of count-3' }).getByRole('row', { name: key })
  // What was counted since the checkpoint is read again; that nothing else differs is tested beside the code.
  const kept = Number(await row.locator('th, td').nth(1).innerText())
  expect(kept).toBeGreaterThan(0)
  expect(kept).toBeLessThanOrEqual(Number(value))
  await expect(row.locator('th, td').nth(2)).toHaveText(keyGroup)
})

test('before a checkpoint there is nothing to start from; the run before a rescale comes back', async ({
  page,
}) => {
  await openPage(page)
  await page.keyboard.press('Home')
  await openKeyGroups(page)
  await expect(button(page, /^Restart from checkpoint/)).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')
  await next(page, 'checkpoint complete')
  await button(page, 'Key groups and rescaling').click()
  await button(page, /^Restart from checkpoint/).click()
  await expect(twin(page, 'count-3')).toBeAttached()
  await button(page, 'Undo').click()
  await expect(twin(page, 'count-3')).not.toBeAttached()
  await expect(twin(page, 'count-2')).toBeAttached()
})
