import { expect, test } from '@playwright/test'
import { button, narration, next, openPage, tab, twin, where } from './page.ts'

test('every pipeline of the picker opens and goes on to a complete checkpoint', async ({ page }) => {
  test.slow()
  await openPage(page)
  await button(page, /^Pipeline:/).click()
  const count = await page.getByRole('menuitem').count()
  await page.keyboard.press('Escape')
  for (let i = 0; i < count - 1; i++) {
    await button(page, /^Pipeline:/).click()
    await page.getByRole('menuitem').nth(i).click()
    await expect(page.locator('#narration')).toHaveAttribute('data-hash', /.+/)
    await next(page, 'checkpoint complete')
    await expect(narration(page)).toContainText('is complete.')
    await expect(page.locator('[data-panel="flow"] svg').first()).toBeVisible()
  }
})

test('words of one’s own are counted', async ({ page }) => {
  await openPage(page)
  await button(page, /^Pipeline:/).click()
  await page.getByRole('menuitem', { name: 'Your own text…' }).click()
  const words = page.getByRole('textbox', { name: 'Text to count' })
  await words.fill('')
  await expect(button(page, 'Run this text')).toHaveAttribute('aria-disabled', 'true')
  await words.fill('weir weir weir dam 河 河 flood '.repeat(20))
  await button(page, 'Run this text').click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await next(page, 'checkpoint complete')
  const state = await Promise.all(['count-0', 'count-1', 'count-2'].map(name => twin(page, name).innerText()))
  expect(state.join(' ')).toMatch(/weir \d+/)
})

test('speed by the slider, by the keys and as a number', async ({ page }) => {
  await openPage(page)
  const field = page.getByRole('textbox', { name: 'Simulated time per real time' })
  await field.fill('1/4')
  await field.press('Enter')
  await expect(field).toHaveValue('1/4×')
  await expect(page.getByRole('slider', { name: 'Speed' })).toHaveAttribute(
    'aria-valuetext',
    '1/4× of real time',
  )
  await field.fill('much')
  await field.press('Enter')
  await expect(field).toHaveValue('1/4×')
  await field.blur()
  await page.keyboard.press(']')
  await expect(field).not.toHaveValue('1/4×')
})

test('keys of the state are found by how they begin', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  await tab(page, 'State').click()
  const rows = page.getByRole('table', { name: /Keyed state of/ }).getByRole('row')
  await expect(rows.nth(1)).toBeVisible()
  const key = (await rows.nth(1).getByRole('rowheader').innerText()).trim()
  await page.getByRole('searchbox', { name: 'Keys that begin with' }).fill(key)
  await expect(rows.nth(1).getByRole('rowheader')).toContainText(key)
  await page.getByRole('searchbox', { name: 'Keys that begin with' }).fill('no such key')
  await expect(page.getByText('No key begins with “no such key”.')).toBeVisible()
})

test('the log is searched, and an entry leads to its step', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  const before = await where(page)
  await page.keyboard.press('/')
  const search = page.getByRole('searchbox', { name: 'Search the log' })
  await expect(search).toBeFocused()
  await search.fill('triggers checkpoint')
  await expect(page.getByText(/entries found/)).toBeVisible()
  const entries = page.getByRole('list', { name: 'Log of this run' }).getByRole('button')
  await expect(entries.first()).toContainText('The coordinator triggers checkpoint 1')
  await expect(entries.first()).toContainText('Triggering checkpoint 1')
  await entries.first().click()
  await expect.poll(async () => (await where(page)).step).toBeLessThan(before.step)
  await expect(narration(page)).toContainText('triggers checkpoint 1')
})

test('theme, language and motion are kept', async ({ page }) => {
  await openPage(page)
  await button(page, 'Theme').click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await button(page, 'Switch to Chinese').click()
  await page.reload()
  await openPage(page)
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh')
})
