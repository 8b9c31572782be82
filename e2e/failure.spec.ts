import { expect, test } from '@playwright/test'
import { button, expectStep, fault, narration, next, openPage, tab, twin, where } from './page.ts'

test('a checkpoint, a kill, a recovery: the verdict stays exact and its sums add up', async ({ page }) => {
  await openPage(page)
  await expect(tab(page, 'Verdict')).toHaveCount(0)
  await button(page, /^Checkpoint$/).click()
  await next(page, 'checkpoint complete')
  await next(page, 'barrier')
  await fault(page, 'Kill a task', 'Kill count-1')
  await expect(narration(page)).toContainText('You kill count-1. count-1 fails at')
  await next(page, 'failure')
  await expect(narration(page)).toContainText('All six tasks stop: they share one failover region.')
  await next(page, 'checkpoint complete')
  await expect(page.getByText(/attempt 2 · from chk-\d/)).toBeVisible()
  await tab(page, 'Verdict').click()
  await expect(page.getByRole('heading', { name: 'Exactly once holds' })).toBeVisible()
  await expect(page.getByText('adds up')).toBeVisible()
  await expect(twin(page, 'verdict')).toContainText('Exactly once holds. Lost 0, duplicated 0.')
})

test('killed at several moments, the job always recovers exactly', async ({ page }) => {
  await openPage(page)
  for (const [i, victim] of ['count-0', 'source-1', 'sink-0'].entries()) {
    await next(page, 'ack')
    await fault(page, 'Kill a task', `Kill ${victim}`)
    await next(page, 'checkpoint complete')
    await expect(page.getByText(`attempt ${i + 2} ·`)).toBeVisible()
    await expect(twin(page, 'verdict')).toContainText('Exactly once holds.')
  }
})

test('a branch from before the kill keeps both futures', async ({ page }) => {
  await openPage(page)
  await next(page, 'barrier')
  const fork = await where(page)
  await next(page, 'checkpoint complete')
  const future = await where(page)
  await page.locator('#narration').click()
  await page.keyboard.press('Shift+ArrowLeft')
  await page.evaluate(() => window.focus())
  await page.keyboard.press('Home')
  await expectStep(page, 0)
  for (let i = 0; i < 2; i++) await next(page, 'barrier')
  const acted = await where(page)
  await fault(page, 'Kill a task', 'Kill count-1')
  await expect(
    page.getByText(/Your action starts a new branch; the old future is kept\./).first(),
  ).toBeVisible()
  expect((await where(page)).branch).not.toBe(fork.branch)

  await button(page, /^Branch:/).click()
  await page.getByRole('button', { name: 'Show main' }).click()
  await expect.poll(async () => (await where(page)).branch).toBe(fork.branch)
  await page.keyboard.press('Escape')
  await page.keyboard.press('End')
  await expectStep(page, future.step)
  expect((await where(page)).hash).toBe(future.hash)

  await button(page, /^Branch:/).click()
  await page
    .getByRole('button', { name: /^Show (?!main)/ })
    .first()
    .click()
  await expect.poll(async () => (await where(page)).branch).not.toBe(fork.branch)
  expect((await where(page)).step).toBeGreaterThanOrEqual(acted.step)
})

test('an action in the past can be undone, and the branch can be renamed', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  await page.keyboard.press('Shift+ArrowLeft')
  await next(page, 'barrier')
  await page.keyboard.press('ArrowLeft')
  const before = await where(page)
  await button(page, /^Checkpoint$/).click()
  await expect(button(page, 'Undo')).toBeVisible()
  await button(page, 'Undo').click()
  await expect.poll(async () => (await where(page)).branch).toBe(before.branch)
  await button(page, /^Branch:/).click()
  await page.getByRole('button', { name: 'Rename main' }).click()
  await page.getByRole('textbox', { name: 'Rename main' }).fill('the quiet one')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Show the quiet one' })).toBeVisible()
})

test('a task that is down cannot be killed again, and the menu says so', async ({ page }) => {
  await openPage(page)
  await fault(page, 'Kill a task', 'Kill count-1')
  await button(page, 'Fault').click()
  const item = page.getByRole('menuitem', { name: 'Kill count-1' }).last()
  await expect(item).toHaveAttribute('aria-disabled', 'true')
  await expect(item).toContainText('You can’t kill a task that is already down.')
})
