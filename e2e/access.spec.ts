import { expect, test } from '@playwright/test'
import {
  button,
  expectNoViolations,
  expectStep,
  fault,
  narration,
  next,
  openPage,
  pressAndMove,
  tab,
  twin,
  where,
} from './page.ts'

test('the whole story by keyboard: align, kill, recover, verdict', async ({ page }) => {
  await openPage(page)
  for (let i = 0; i < 3; i++) await pressAndMove(page, 'Shift+ArrowRight')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Go to the flow' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  const flow = page.getByTestId('flow-twin')
  await expect(flow.getByRole('button', { name: 'source-0', exact: true })).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  const count = flow.getByRole('button', { name: 'count-1', exact: true })
  await expect(count).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'count-1', level: 2 })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(count).toBeFocused()
  const before = await where(page)
  await page.keyboard.press('j')
  await expectStep(page, before.step + 1)
  await page.keyboard.press('Shift+K')
  await expect(narration(page)).toContainText('You kill count-1.')
  await page.keyboard.press('b')
  await next(page, 'checkpoint complete')
  await expect(page.getByText(/attempt 2 · from/)).toBeVisible()
  await tab(page, 'Task').focus()
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight')
  await expect(tab(page, 'Verdict')).toBeFocused()
  await expect(page.getByText('checked against the source log at every step')).toBeVisible()
  await expect(twin(page, 'verdict')).toContainText('Exactly once holds.')
})

test('the JobManager, the storage and the broker are stops of the keyboard, with their faults', async ({
  page,
}) => {
  await openPage(page)
  const flow = page.getByTestId('flow-twin')
  await flow.getByRole('button', { name: 'source-0', exact: true }).focus()
  await page.keyboard.press('ArrowUp')
  await expect(flow.getByRole('button', { name: 'JobManager' })).toBeFocused()
  await page.keyboard.press('Shift+F10')
  await expect(page.getByRole('menuitem', { name: 'Kill the JobManager' })).toBeVisible()
  await page.keyboard.press('Escape')
  await flow.getByRole('button', { name: 'JobManager' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(flow.getByRole('button', { name: 'Storage' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(tab(page, 'Checkpoint')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Escape')
  await flow.getByRole('button', { name: 'sink-0', exact: true }).focus()
  await page.keyboard.press('ArrowRight')
  const broker = flow.getByRole('button', { name: 'Broker of sink' })
  await expect(broker).toBeFocused()
  await expect(twin(page, 'broker sink')).toContainText('results are visible to readers')
  await page.keyboard.press('Shift+F10')
  await expect(page.getByRole('menuitem').first()).toBeVisible()
  await page.keyboard.press('Escape')
  await broker.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(flow.getByRole('button', { name: 'sink-0', exact: true })).toBeFocused()
})

test('the time bar is one stop, and its arrows move inside it', async ({ page }) => {
  await openPage(page)
  const bar = page.getByRole('toolbar', { name: 'Time' })
  await expect(bar.locator('button[tabindex="0"]')).toHaveCount(1)
  await bar.locator('button[tabindex="0"]').focus()
  const before = await where(page)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('ArrowRight')
  await expect(bar.getByRole('button', { name: 'Step back' })).toBeFocused()
  expect((await where(page)).step).toBe(before.step)
})

test('single-character keys can be switched off, and never work in a text field', async ({ page }) => {
  await openPage(page)
  const before = await where(page)
  await page.keyboard.press('?')
  await page.getByRole('checkbox', { name: /Keys that are a single character/ }).uncheck()
  await page.keyboard.press('Escape')
  await page.keyboard.press('j')
  await page.keyboard.press('.')
  await page.waitForTimeout(300)
  expect((await where(page)).step).toBe(before.step)
  await pressAndMove(page, 'ArrowRight')
  await tab(page, 'Log').click()
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('b')
  await page.keyboard.press('k')
  expect((await where(page)).step).toBe(before.step + 1)
})

test('in Chinese the cursor and the selection stay, and every word is translated', async ({ page }) => {
  await openPage(page)
  await next(page, 'barrier')
  const before = await where(page)
  await button(page, 'Switch to Chinese').click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh')
  expect(await where(page)).toEqual(before)
  await expect(narration(page)).toContainText('屏障')
  await expect(page.getByRole('tab', { name: '检查点' })).toBeVisible()
  const words = await page.locator('body').innerText()
  expect(words).not.toMatch(/Step forward|Checkpoint coordinator|acknowledged|Input channels|Keyed state/)
})

test('axe finds nothing, in light and dark, at rest and after a failure', async ({ page }) => {
  test.slow()
  await openPage(page)
  await next(page, 'barrier')
  await expectNoViolations(page)
  for (const name of ['Checkpoint', 'State', 'Log']) {
    await tab(page, name).click()
    await page.waitForTimeout(300)
    await expectNoViolations(page)
  }
  await fault(page, 'Kill a task', 'Kill count-1')
  await next(page, 'checkpoint complete')
  await tab(page, 'Verdict').click()
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectNoViolations(page)
  await page.keyboard.press('?')
  await expectNoViolations(page)
})

test('axe finds nothing in a tablet’s window and in a phone’s', async ({ page }) => {
  test.slow()
  for (const [width, height] of [
    [820, 1180],
    [1100, 760],
    [560, 800],
    [320, 640],
  ] as const) {
    await page.setViewportSize({ width, height })
    await openPage(page)
    await expectNoViolations(page)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)
  }
})

test('with reduced motion nothing travels', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openPage(page)
  await expect(page.locator('html')).toHaveAttribute('data-motion', 'reduced')
  await pressAndMove(page, 'ArrowRight')
  const travelling = await page.evaluate(
    () =>
      document
        .getAnimations()
        .filter(animation => animation.playState === 'running')
        .filter(
          ({ effect }) =>
            effect instanceof KeyframeEffect && effect.getKeyframes().some(key => 'transform' in key),
        ).length,
  )
  expect(travelling).toBe(0)
})

test('the projector shows the flow and the sentence, and Escape leaves it', async ({ page }) => {
  await openPage(page)
  await button(page, 'Projector mode').click()
  await expect(page.locator('html')).toHaveAttribute('data-projector', 'true')
  await expect(page.getByRole('toolbar')).toHaveCount(0)
  await expect(narration(page)).toBeVisible()
  const words = await narration(page).innerText()
  await page.keyboard.press('ArrowRight')
  await expect(narration(page)).not.toHaveText(words)
  await page.keyboard.press('b')
  await expect(narration(page)).toHaveCount(0)
  await page.keyboard.press('b')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('toolbar', { name: 'Time' })).toBeVisible()
})
