import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { expect, test, type Page } from '@playwright/test'
import { button, expectNoViolations, expectStep, next, openPage, where } from './page.ts'

const FOLDER = 'golden/rest/unaligned-backpressure'
const FILES = readdirSync(FOLDER)
  .filter(file => file.endsWith('.json') && !file.includes('restored'))
  .map(file => `${FOLDER}/${file}`)

const give = (page: Page, files: Parameters<ReturnType<Page['getByLabel']>['setInputFiles']>[0]) =>
  page.getByLabel('Open a file…').setInputFiles(files)

const asFile = (name: string, text: string) => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(text),
})

const story = (page: Page) => page.getByTestId('checkpoint-story')

/** Drops files on the page as a person does. */
async function drop(page: Page, files: readonly { readonly name: string; readonly text: string }[]) {
  const transfer = await page.evaluateHandle(given => {
    const data = new DataTransfer()
    for (const { name, text } of given) data.items.add(new File([text], name, { type: 'application/json' }))
    return data
  }, files)
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
}

test('the inspector and the view tell the same duration, until the last acknowledgement', async ({
  page,
}) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  await page.getByRole('tab', { name: 'Checkpoint', exact: true }).click()
  const fact = page.locator('dl div').filter({ hasText: 'end to end duration' }).locator('dd')
  const took = await fact.innerText()
  await page.keyboard.press('2')
  await expect(page.getByText(`end to end ${took}`)).toBeVisible()
})

test('the checkpoints of the run have a view of their own, at any step', async ({ page }) => {
  await openPage(page)
  for (let i = 0; i < 3; i++) await next(page, 'checkpoint complete')
  await page.keyboard.press('2')
  await expect(page.getByRole('heading', { level: 2, name: /^Checkpoint \d+$/ })).toBeVisible()
  await expect(story(page)).toContainText('decided the duration')
  await expect(page.getByTestId('straggler')).toContainText('≥ max(p95')
  const shown = await page.locator('[data-checkpoint]').getAttribute('data-checkpoint')
  // One that is under way grows as one steps.
  await page.getByRole('button', { name: /in progress/ }).click()
  await expect(story(page)).toContainText('have acknowledged')
  await page.keyboard.press('Shift+ArrowLeft')
  await page.keyboard.press('Home')
  await expectStep(page, 0)
  await expect(page.getByText('No checkpoint yet.')).toBeVisible()
  await page.keyboard.press('End')
  await expect(page.locator('[data-checkpoint]')).not.toHaveAttribute('data-checkpoint', shown ?? '')
  await page.keyboard.press('1')
  await expect(page.locator('main')).toHaveAccessibleName('Flow')
})

test('rows can be sorted, a subtask leads to the stage, sums and configuration stand beside', async ({
  page,
}) => {
  await openPage(page)
  for (let i = 0; i < 3; i++) await next(page, 'checkpoint complete')
  await button(page, 'Checkpoints').first().click()
  const rows = page.getByRole('region', { name: /Phases of each subtask/ }).locator('tbody th')
  await expect(rows.first()).toHaveText('source-0')
  await button(page, 'Sort by acknowledged after').click()
  await expect(rows.first()).toContainText('sink-0')
  await button(page, 'subtask: Order of the job').click()
  await expect(rows.first()).toHaveText('source-0')
  await page.getByRole('tab', { name: 'Summary' }).click()
  await expect(page.getByText('End to End Duration').first()).toBeVisible()
  await page.getByRole('tab', { name: 'Config' }).click()
  await expect(page.getByText('tolerable_failed_checkpoints')).toBeVisible()
  await button(page, 'count-1').click()
  await expect(page.locator('main')).toHaveAccessibleName('Flow')
})

test('a real Flink’s statistics dropped on the page open in the same view, and hurt nothing', async ({
  page,
}) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  const before = await where(page)
  await drop(
    page,
    FILES.map(file => ({ name: file.split('/').at(-1)!, text: readFileSync(file, 'utf8') })),
  )
  await expect(page.getByText('Real cluster data')).toBeVisible()
  await expect(page.getByText('8 checkpoints read')).toBeVisible()
  await expect(page.getByText('2026-11-21 04:39:19 UTC')).toBeVisible()
  await expect(story(page)).toContainText('acknowledged last')
  await expect(page.getByRole('cell', { name: '17ms' }).first()).toBeVisible()
  await expect(page.getByRole('cell', { name: '284 KB (284 KB)' }).first()).toBeVisible()
  await page.getByRole('button', { name: 'Checkpoint 3, failed' }).click()
  await expect(story(page)).toContainText('It was aborted at')
  // What moves the run stays away from where it is not seen.
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('1')
  expect(await where(page)).toEqual(before)
  await page.keyboard.press('2')
  await button(page, 'Close import').click()
  await expect(page.getByText('Real cluster data')).toBeHidden()
  expect(await where(page)).toEqual(before)
})

test('a file that cannot be read is named with its place, the others open, and unknown fields are kept', async ({
  page,
}) => {
  await openPage(page)
  const details = JSON.parse(readFileSync(`${FOLDER}/06-checkpoint-6.json`, 'utf8')) as object
  await give(page, [
    asFile('details.json', JSON.stringify({ ...details, vendor_trace_id: 'abc' })),
    asFile('broken.json', '{\n  "counts": '),
    asFile('other.json', '{"hello": 1}'),
  ])
  await expect(page.getByText('1 checkpoint read')).toBeVisible()
  await expect(page.getByText('1 field not understood')).toBeVisible()
  await expect(page.getByText('2 answers refused')).toBeVisible()
  await expect(page.getByRole('alert').filter({ hasText: 'broken.json' })).toContainText('At 2:13')
  await expect(page.getByRole('alert').filter({ hasText: 'other.json' })).toContainText('REST interface')
  const download = page.waitForEvent('download')
  await button(page, 'Save as one file').click()
  const saved = await readFile(await (await download).path(), 'utf8')
  expect(saved).toContain('"vendor_trace_id": "abc"')
  await button(page, 'Close import').click()
  await give(page, [asFile('again.json', saved)])
  await expect(page.getByText('1 field not understood')).toBeVisible()
})

test('an answer that is pasted opens too', async ({ page }) => {
  await openPage(page)
  const text = readFileSync(`${FOLDER}/05-checkpoints.json`, 'utf8')
  await page.evaluate(given => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', given)
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
  }, text)
  await expect(page.getByText('Real cluster data')).toBeVisible()
  await expect(story(page)).toContainText('not in the files')
})

test('the answers of Flink’s REST interface about the run can be copied, and opened again', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openPage(page)
  for (let i = 0; i < 2; i++) await next(page, 'checkpoint complete')
  await page.keyboard.press('2')
  await button(page, 'Copy as REST JSON').click()
  await page.getByRole('menuitem', { name: /checkpoints$/ }).click()
  await expect(page.getByText(/is copied\.$/).first()).toBeVisible()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  expect(Object.keys(JSON.parse(text) as object)).toEqual(['counts', 'summary', 'latest', 'history'])
  await give(page, [asFile('own.json', text)])
  await expect(page.getByText('Real cluster data')).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the view and in an import, ${colorScheme}`, async ({ page }) => {
    test.slow()
    await page.emulateMedia({ colorScheme })
    await openPage(page)
    for (let i = 0; i < 2; i++) await next(page, 'checkpoint complete')
    await page.keyboard.press('2')
    await expect(story(page)).toBeVisible()
    await expectNoViolations(page)
    await give(page, FILES.slice(0, 11))
    await expect(page.getByText('Real cluster data')).toBeVisible()
    await expectNoViolations(page)
  })
}

test('in a narrow window everything is there, and nothing is wider than the window', async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 800 })
  await openPage(page)
  await page.keyboard.press('2')
  await button(page, 'Play').click()
  await expect(story(page)).toBeVisible({ timeout: 20_000 })
  await button(page, 'Pause').click()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(wide).toBeLessThanOrEqual(375)
  await page.getByRole('combobox', { name: 'Views' }).selectOption('stage')
  await expect(page.locator('main')).toHaveAccessibleName('Flow')
})
