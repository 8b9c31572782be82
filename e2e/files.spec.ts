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

/** Saves the newest snapshot, compressed and locked as asked; the path of the file. */
async function saveSnapshot(page: Page, packing: { zip?: boolean; passphrase?: string } = {}) {
  await button(page, 'Files').click()
  await page.getByRole('menuitem', { name: 'Save the snapshot of a checkpoint' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save a snapshot' })
  if (packing.zip === true) await dialog.getByLabel('Compress').check()
  if (packing.passphrase !== undefined) {
    await dialog.getByLabel('Lock with a passphrase').check()
    await dialog.getByLabel('Passphrase', { exact: true }).fill(packing.passphrase)
    await dialog.getByLabel('Once more').fill(packing.passphrase)
  }
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  return (await download).path()
}

test('a snapshot that is saved restores in a new run', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  const text = await readFile(await saveSnapshot(page), 'utf8')
  expect(JSON.parse(text)).toMatchObject({ format: 'weir-snapshot' })
  await give(page, 'kept.snapshot.json', text)
  await expect(page.getByText(/the job starts from the snapshot of checkpoint \d/).first()).toBeVisible()
  await next(page, 'checkpoint complete')
  await expect(twin(page, 'coordinator')).toContainText('is complete')
})

test('a snapshot starts another job; what has no place there is named, and may be given one', async ({
  page,
}) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  const saved = JSON.parse(await readFile(await saveSnapshot(page), 'utf8')) as {
    operators: { uid: string }[]
  }
  const uids = saved.operators.map(({ uid }) => uid)
  expect(uids).toContain('count')
  await page.getByLabel('Start this job from a snapshot…').setInputFiles({
    name: 'kept.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(saved)),
  })
  const dialog = page.getByRole('dialog', { name: 'Where the state goes' })
  await expect(dialog.getByLabel(/State of count/)).toHaveValue('count')
  await dialog.getByLabel(/State of count/).selectOption('')
  await expect(dialog.getByText('Dropped: count.')).toBeVisible()
  await dialog.getByLabel(/State of count/).selectOption('source')
  await dialog.getByRole('button', { name: 'Start the job' }).click()
  await expect(dialog.getByRole('alert')).toContainText('expected one state for operator source')
  await dialog.getByLabel(/State of count/).selectOption('count')
  await dialog.getByRole('button', { name: 'Start the job' }).click()
  await expect(page.getByText(/the job starts from the snapshot of checkpoint \d/).first()).toBeVisible()
})

test('two snapshots are compared, one of them from a file', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  const saved = await readFile(await saveSnapshot(page), 'utf8')
  await next(page, 'checkpoint complete')
  await button(page, 'Files').click()
  await page.getByRole('menuitem', { name: 'Compare two snapshots' }).click()
  const dialog = page.getByRole('dialog', { name: 'Compare two snapshots' })
  await dialog
    .getByLabel('Earlier: A file…')
    .setInputFiles({ name: 'first.json', mimeType: 'application/json', buffer: Buffer.from(saved) })
  await expect(dialog.getByRole('heading', { name: 'count' })).toBeVisible()
  await expect(dialog.getByText(/\d+ added, 0 removed, \d+ changed/)).toBeVisible()
  await dialog
    .getByLabel('Later: A file…')
    .setInputFiles({ name: 'same.json', mimeType: 'application/json', buffer: Buffer.from(saved) })
  await expect(dialog.getByText('Both hold the same state and the same offsets.')).toBeVisible()
})

test('a locked snapshot opens with its passphrase only, and restores', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  const path = await saveSnapshot(page, { zip: true, passphrase: 'barriers cross' })
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ format: 'weir-sealed' })
  const before = await where(page)
  await give(page, 'locked.sealed.json', await readFile(path, 'utf8'))
  const dialog = page.getByRole('dialog', { name: 'This file is locked' })
  await dialog.getByLabel('Passphrase').fill('something else')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toContainText('not the passphrase')
  expect(await where(page)).toEqual(before)
  await dialog.getByLabel('Passphrase').fill('barriers cross')
  await page.keyboard.press('Enter')
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

test('a file over 256 MB is refused before it is read', async ({ page }) => {
  await openPage(page)
  await page.getByLabel('Open a file…').evaluate((input: HTMLInputElement) => {
    const file = new File([], 'huge.json')
    Object.defineProperty(file, 'size', { value: 257 * 1024 * 1024 })
    const files = new DataTransfer()
    files.items.add(file)
    Object.defineProperty(input, 'files', { value: [file] })
    input.dispatchEvent(new Event('change', { bubbles: true }))
  })
  await expect(page.getByText('Files of up to 256 MB are read; this one was not.').first()).toBeVisible()
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
