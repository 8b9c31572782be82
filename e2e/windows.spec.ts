/** Small and zoomed windows, and what lies over the page: nothing that is needed is out of sight or covered. */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { button, drawn, expectNoViolations, fault, narration, next, openPage } from './page.ts'

/** Where it is in the window. */
async function boxOf(locator: Locator) {
  const box = await locator.boundingBox()
  if (box === null) throw new Error('It is not drawn.')
  return box
}

const drawing = (page: Page) => page.getByRole('group', { name: 'Drawing of the flow' })

test('in a narrow window the flow is scrolled sideways, the acting task stays in sight', async ({ page }) => {
  await page.setViewportSize({ width: 480, height: 900 })
  await openPage(page)
  for (const kind of ['barrier', 'checkpoint complete', 'barrier']) await next(page, kind)
  const wide = await drawing(page).evaluate(box => box.scrollWidth - box.clientWidth)
  expect(wide).toBeGreaterThan(100)
  const acting = page.locator('[data-panel="flow"] [data-actor][data-acting]')
  await expect(acting).toBeInViewport({ ratio: 0.9 })
  await expect(narration(page)).toBeInViewport({ ratio: 1 })
  await expectNoViolations(page)
})

test('in a narrow window what the keyboard comes to is brought into sight', async ({ page }) => {
  await page.setViewportSize({ width: 560, height: 800 })
  await openPage(page)
  const flow = page.getByTestId('flow-twin')
  const card = (actor: number) => page.locator(`[data-panel="flow"] [data-actor="${actor}"]`)
  await flow.getByRole('button', { name: 'source-0', exact: true }).focus()
  await expect(card(1)).toBeInViewport({ ratio: 0.9 })
  await flow.getByRole('button', { name: 'sink-0', exact: true }).focus()
  await expect(card(6)).toBeInViewport({ ratio: 0.9 })
  await page.keyboard.press('ArrowRight')
  await expect(drawn(page, '"broker"')).toBeInViewport({ ratio: 0.9 })
})

for (const size of [
  { width: 1440, height: 900 },
  { width: 560, height: 700 },
])
  test(`the pipelines stay within a window of ${size.width} × ${size.height}, by keyboard too`, async ({
    page,
  }) => {
    await page.setViewportSize(size)
    await openPage(page)
    await button(page, /^Pipeline:/).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menuitem', { name: 'Word count' })).toBeFocused()
    await page.keyboard.press('ArrowUp')
    const last = page.getByRole('menuitem', { name: 'Your own text' })
    await expect(last).toBeFocused()
    await expect(last).toBeInViewport({ ratio: 1 })
    await page.keyboard.type('unal')
    const typed = page.getByRole('menuitem', { name: 'Unaligned checkpoints' })
    await expect(typed).toBeFocused()
    await expect(typed).toBeInViewport({ ratio: 1 })
  })

test('the Fault menu fits a window of 900 pixels', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await openPage(page)
  await button(page, 'Fault').click()
  const menu = page.getByRole('menu')
  await expect(menu).toBeInViewport({ ratio: 1 })
  expect(await menu.evaluate(box => box.scrollHeight - box.clientHeight)).toBe(0)
})

test('zoomed to 200 %, the sentence of the step is in sight, and the page scrolls', async ({ page }) => {
  await page.setViewportSize({ width: 640, height: 400 })
  await openPage(page)
  await next(page, 'barrier')
  await expect(narration(page)).toBeInViewport({ ratio: 1 })
  await page
    .locator('[data-layout]')
    .first()
    .evaluate(box => box.scrollTo({ top: box.scrollHeight }))
  await expect(narration(page)).toBeInViewport({ ratio: 1 })
  await expect(page.getByRole('region', { name: 'Space–time', exact: true })).toBeInViewport()
})

test('one Escape closes a dialog, and its first field has the focus', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  await button(page, 'Files').click()
  await page.getByRole('menuitem', { name: /^Save the snapshot/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Save a snapshot' })
  await expect(dialog.getByRole('combobox')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys and settings' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Keys and settings' })).toBeHidden()
})

test('a message speaks the language of the page', async ({ page }) => {
  await openPage(page)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Shift+K')
  await expect(page.getByText('Select a task first, or choose one in the Fault menu.')).toBeVisible()
  await button(page, 'Switch to Chinese').click()
  await expect(page.getByText('请先选择一个任务，或在“故障”菜单中选择。')).toBeVisible()
})

test('a message covers no button of a dialog', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  await page.keyboard.press('ArrowLeft')
  await fault(page, 'Kill a task', 'Kill count-1')
  const message = page.getByText(/Your action starts a new branch/).first()
  await expect(message).toBeVisible()
  await page.keyboard.press('c')
  const apply = page.getByRole('dialog').getByRole('button', { name: 'Apply' })
  await expect(apply).toBeVisible()
  const [over, under] = [await boxOf(message), await boxOf(apply)]
  expect(over.y + over.height < under.y || over.y > under.y + under.height).toBe(true)
})
