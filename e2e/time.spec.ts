/** Event time on the page: a late record, a window that fires, a timer and the alarm it makes, a side output. */
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { button, fault, narration, next, openPage, tab, twin } from './page.ts'

test.describe.configure({ timeout: 60_000 })

async function openPipeline(page: Page, title: string): Promise<void> {
  await openPage(page)
  await button(page, /^Pipeline:/).click()
  await page.getByRole('menuitem', { name: new RegExp(`^${title}`) }).click()
  await expect(button(page, new RegExp(`^Pipeline: ${title}`))).toBeVisible()
}

/** As moveUntil, without waiting between the steps for longer than they take. */
async function moveUntil(page: Page, key: string, found: RegExp, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    if (found.test(await narration(page).innerText())) return
    const before = await page.locator('#narration').getAttribute('data-step')
    await page.keyboard.press(key)
    await page.waitForFunction(
      step => document.querySelector('#narration')?.getAttribute('data-step') !== step,
      before,
    )
  }
  await expect(narration(page)).toHaveText(found)
}

test('a window fires when the watermark has passed its end, and stays for what is late', async ({ page }) => {
  await openPipeline(page, 'Earthquakes in windows')
  await next(page, 'timer')
  await expect(narration(page)).toHaveText(
    /^The timer of key Alaska for 05:59:59\.999 fires at window-0, since the watermark has reached it: .+\.$/,
  )
  await expect(twin(page, 'window-0')).toContainText('Watermark ')
  await page.getByTestId('flow-twin').getByRole('button', { name: 'window-0', exact: true }).press('Enter')
  await tab(page, 'State').click()
  const windows = page.getByRole('region', { name: 'Windows and timers' })
  await expect(windows.getByRole('row', { name: /\[00:00:00, 06:00:00\)/ })).toContainText('fired')
})

test('a late record is marked, told, and goes to its side output', async ({ page }) => {
  await openPipeline(page, 'Earthquakes in windows')
  await next(page, 'timer')
  await moveUntil(page, 'ArrowRight', / is late: the watermark of window-\d is already at /, 120)
  await expect(page.getByTestId('flow-twin')).toContainText('late-0 (side output late)')
})

test('the task tab says which input holds the watermark back', async ({ page }) => {
  await openPipeline(page, 'Earthquakes in windows')
  await moveUntil(page, 'ArrowRight', /^(window-\d) takes watermark .*, held back by source-\d/, 300)
  const words = await narration(page).innerText()
  const [, task = '', source = ''] = /^(\S+) takes .*held back by (\S+?)\.?$/.exec(words) ?? []
  await page.getByTestId('flow-twin').getByRole('button', { name: task, exact: true }).press('Enter')
  const panel = page.getByRole('region', { name: 'Event time' })
  await expect(panel).toContainText(`Held back by ${source}`)
  await expect(panel.getByRole('row', { name: new RegExp(source) })).toContainText('the lowest')
})

test('a timer fires and makes an alarm', async ({ page }) => {
  await openPipeline(page, 'Sensor alarms by timers')
  await next(page, 'timer')
  await expect(narration(page)).toHaveText(/^The timer of key indoor-1 for \d+ fires at watch-\d, since /)
  await moveUntil(page, 'ArrowRight', /^sink-0 writes .+ into open transaction/, 60)
})

test('a row that cannot be used leaves by its side output', async ({ page }) => {
  await openPipeline(page, 'Cleaning with a side output')
  await expect(page.getByTestId('flow-twin')).toContainText('rejected-0 (side output rejected)')
  await moveUntil(page, 'ArrowRight', /^rejected-0 writes .+\.$/, 200)
  await expect(twin(page, 'rejected-0')).toContainText(/Written: [1-9]/)
})

test('a pause makes a task stand still', async ({ page }) => {
  await openPage(page)
  await fault(page, 'Pause a task', 'Pause count-1 for 1 s')
  await expect(narration(page)).toHaveText(/^You pause count-1.*: its thread stands still/)
})

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  expect(
    violations.map(one => `${one.id}: ${one.nodes.map(node => node.target.join(' ')).join(', ')}`),
  ).toEqual([])
}

test('axe finds nothing where windows, timers, times to live and key groups are shown', async ({ page }) => {
  await openPipeline(page, 'Earthquakes in windows')
  await next(page, 'timer')
  await expectNoViolations(page)
  await tab(page, 'State').click()
  await page.waitForTimeout(300)
  await expectNoViolations(page)
  await button(page, 'Key groups and rescaling').click()
  await expectNoViolations(page)
  await page.keyboard.press('Escape')
  await page.emulateMedia({ colorScheme: 'dark' })
  await openPipeline(page, 'Deduplication with TTL')
  await tab(page, 'State').click()
  await page.waitForTimeout(300)
  await expectNoViolations(page)
})
