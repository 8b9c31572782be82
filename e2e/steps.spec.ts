import { expect, test } from '@playwright/test'
import {
  button,
  expectStep,
  moveUntil,
  narration,
  next,
  openPage,
  pressAndMove,
  twin,
  where,
} from './page.ts'

test('by hand to the alignment, and back to the same bytes', async ({ page }) => {
  await openPage(page)
  const start = await where(page)
  const hashes: string[] = [start.hash]
  const STEPS = 30
  for (let i = 0; i < STEPS; i++) {
    await button(page, 'Step forward').click()
    await expectStep(page, start.step + i + 1)
    hashes.push((await where(page)).hash)
  }
  for (let i = STEPS - 1; i >= 0; i--) {
    await button(page, 'Step back').click()
    await expectStep(page, start.step + i)
    expect((await where(page)).hash).toBe(hashes[i])
  }
})

test('the next barrier leads to a blocked channel, and the page says why the task waits', async ({
  page,
}) => {
  await openPage(page)
  await moveUntil(page, 'Shift+ArrowRight', /That channel now waits for/)
  const words = await narration(page).innerText()
  const task = /reaches (\S+) on channel/.exec(words)?.[1] ?? ''
  await expect(twin(page, task)).toContainText('aligning 1 / 2')
  await page.getByTestId('flow-twin').getByRole('button', { name: task, exact: true }).press('Enter')
  await expect(page.getByRole('heading', { name: 'Why is it waiting?' })).toBeVisible()
  await expect(page.getByRole('cell', { name: 'blocked' })).toBeVisible()
})

test('home and end, and the neighbours on a lane', async ({ page }) => {
  await openPage(page)
  const { step } = await where(page)
  await page.keyboard.press('Home')
  await expectStep(page, 0)
  await expect(narration(page)).toContainText('has not started yet')
  await expect(button(page, 'Step back')).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('End')
  await expect.poll(async () => (await where(page)).step).toBeGreaterThanOrEqual(step)
  await pressAndMove(page, '<')
  expect((await where(page)).step).toBeLessThan(step + 1)
})

test('why walks from an event to its causes and jumps there', async ({ page }) => {
  await openPage(page)
  await next(page, 'ack')
  await button(page, 'Why?').click()
  const causes = page.getByRole('dialog', { name: 'Why did this happen?' }).getByRole('listitem')
  await expect(causes.first()).toContainText('acknowledges checkpoint')
  expect(await causes.count()).toBeGreaterThan(2)
  const before = await where(page)
  await causes.nth(1).getByRole('button').click()
  await expect.poll(async () => (await where(page)).step).toBeLessThan(before.step)
})

test('playing moves simulated time and pauses where it is told to', async ({ page }) => {
  await openPage(page)
  await button(page, 'What Next looks for').click()
  await page.getByRole('menuitemcheckbox').click()
  await page.keyboard.press('Escape')
  const start = await where(page)
  await button(page, 'Play').click()
  // It may have come to the barrier before anyone looks.
  await expect.poll(async () => (await where(page)).step).toBeGreaterThan(start.step)
  await expect(button(page, 'Play')).toBeVisible({ timeout: 20_000 })
  await expect(narration(page)).toContainText(/[Bb]arrier/)
})
