import { readFile } from 'node:fs/promises'
import { expect, test, type Page } from '@playwright/test'
import { button, expectStep, fault, next, openPage, twin, where } from './page.ts'

async function save(page: Page, item: string): Promise<string> {
  const download = page.waitForEvent('download')
  await button(page, 'Files').click()
  await page.getByRole('menuitem', { name: item }).click()
  return readFile(await (await download).path(), 'utf8')
}

const give = (page: Page, name: string, text: string) =>
  page
    .getByLabel('Open a file…')
    .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })

test('a run that is saved and opened again comes out at the same bytes', async ({ page }) => {
  await openPage(page)
  await next(page, 'ack')
  await fault(page, 'Slow down a task', 'Slow down count-2')
  await next(page, 'checkpoint complete')
  const saved = await where(page)
  const text = await save(page, 'Save this run')

  await page.reload()
  await openPage(page)
  await page.keyboard.press('Home')
  await expectStep(page, 0)
  await give(page, 'lesson.run.json', text)
  await expect(page.getByText('lesson.run.json is open, paused.').first()).toBeVisible()
  await expectStep(page, saved.step)
  expect((await where(page)).hash).toBe(saved.hash)
})

test('a snapshot that is saved restores in a new run', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  const text = await save(page, 'Save the snapshot of a checkpoint')
  expect(JSON.parse(text)).toMatchObject({ format: 'weir-snapshot' })
  await give(page, 'kept.snapshot.json', text)
  await expect(page.getByText(/the job starts from the snapshot of checkpoint \d/).first()).toBeVisible()
  await next(page, 'checkpoint complete')
  await expect(twin(page, 'coordinator')).toContainText('is complete')
})

test('a file that is no run is refused with its name and a reason, and nothing changes', async ({ page }) => {
  await openPage(page)
  const before = await where(page)
  for (const [name, text] of [
    ['broken.json', '{ "format": "weir-run", '],
    ['other.json', '{ "hello": 1 }'],
    ['damaged.run.json', '{"format":"weir-run","version":1,"spec":{"pipeline":7}}'],
  ] as const) {
    await give(page, name, text)
    await expect(page.getByText(`${name} could not be opened.`).first()).toBeVisible()
    await expect(page.getByText('Nothing of the current run has changed.').first()).toBeVisible()
    expect(await where(page)).toEqual(before)
    await page.keyboard.press('ArrowRight')
    await expectStep(page, before.step + 1)
    await page.keyboard.press('ArrowLeft')
    await expectStep(page, before.step)
  }
})

test('a file over 64 MB is refused before it is read', async ({ page }) => {
  await openPage(page)
  await page.getByLabel('Open a file…').evaluate((input: HTMLInputElement) => {
    const file = new File([], 'huge.json')
    Object.defineProperty(file, 'size', { value: 65 * 1024 * 1024 })
    const files = new DataTransfer()
    files.items.add(file)
    Object.defineProperty(input, 'files', { value: [file] })
    input.dispatchEvent(new Event('change', { bubbles: true }))
  })
  await expect(page.getByText('Files of up to 64 MB are read; this one was not.').first()).toBeVisible()
})

test('a file dropped on the page is opened', async ({ page }) => {
  await openPage(page)
  const transfer = await page.evaluateHandle(() => {
    const given = new DataTransfer()
    given.items.add(new File(['to weir or not to weir'], 'words.txt', { type: 'text/plain' }))
    return given
  })
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
  await expect(page.getByText('words.txt is open, paused.').first()).toBeVisible()
})

test('after a reload the run stands where it was left, on the same branch, paused', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  await page.keyboard.press('Shift+ArrowLeft')
  await next(page, 'ack')
  await page.keyboard.press('ArrowLeft')
  await fault(page, 'Kill a task', 'Kill sink-0')
  await next(page, 'failure')
  const left = await where(page)
  await page.waitForTimeout(700)
  await page.reload()
  await openPage(page)
  await expectStep(page, left.step)
  expect(await where(page)).toEqual(left)
  await expect(button(page, 'Play')).toBeVisible()
})
