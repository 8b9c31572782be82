/** A real Flink's answers, as many as there are: in a zip, dropped together, pasted; and a run made from them. */
import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { expect, test, type Page } from '@playwright/test'
import { zipTexts } from '../src/interop/zip-file/zip-of-many.ts'
import { button, expectNoViolations, next, openPage, tab, where } from './page.ts'

const FOLDER = 'golden/rest/aligned-failed-checkpoint'
const read = (file: string) => ({ name: file, text: readFileSync(`${FOLDER}/${file}`, 'utf8') })
const ALL = readdirSync(FOLDER).filter(file => file.endsWith('.json'))

async function choose(page: Page, files: readonly { name: string; mimeType: string; buffer: Buffer }[]) {
  const chooser = page.waitForEvent('filechooser')
  await button(page, 'Files').click()
  await page.getByRole('menuitem', { name: /Open/ }).first().click()
  await (await chooser).setFiles([...files])
}

const zipped = (name: string, texts: Parameters<typeof zipTexts>[0]) => ({
  name,
  mimeType: 'application/zip',
  buffer: Buffer.from(zipTexts(texts)),
})

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate(given => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', given)
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
  }, text)
}

const covered = (page: Page, picture: string) => page.locator(`[data-picture="${picture}"]`)

test('a zip of everything opens at once, and answers about another job are left out', async ({ page }) => {
  await openPage(page)
  await choose(page, [zipped('answers.zip', [...ALL.map(read), { name: 'notes.txt', text: 'x' }])])
  await expect(page.getByText('11 checkpoints read')).toBeVisible()
  await expect(page.getByText('2 answers about another job')).toBeVisible()
  await expect(page.locator('[data-left-out*="restored-job"]')).toContainText('is about another job')
  await expect(page.getByText(/refused/)).toHaveCount(0)
  for (const picture of ['history', 'phases', 'names', 'config', 'pace'])
    await expect(covered(page, picture)).toContainText('all')
  await expectNoViolations(page)
})

test('a part of the answers says what is missing for which picture, and a paste adds it', async ({
  page,
}) => {
  await openPage(page)
  await choose(
    page,
    ['08-checkpoints.json', '09-checkpoint-9.json', '10-checkpoint-9-subtasks.json'].map(file => ({
      name: file,
      mimeType: 'application/json',
      buffer: Buffer.from(read(file).text),
    })),
  )
  await expect(covered(page, 'history')).toContainText('all')
  await expect(covered(page, 'phases')).toContainText('1 of 3')
  await expect(covered(page, 'config')).toContainText('/checkpoints/config')
  const job = 'dfbc233ce02c31db0681095773876401'
  await paste(
    page,
    `$ curl -s http://flink:8081/jobs/${job}/checkpoints/config
${read('07-checkpoint-config.json').text}
$ curl -s http://flink:8081/jobs/${job}
${read('04-job.json').text}`,
  )
  await expect(covered(page, 'config')).toContainText('all')
  await expect(covered(page, 'names')).toContainText('all')
})

test('a run of like shape is made from the answers, with what was guessed beside it', async ({ page }) => {
  test.slow()
  await openPage(page)
  const before = await where(page)
  await choose(page, [zipped('answers.zip', ALL.filter(file => !file.includes('restored')).map(read))])
  await button(page, 'Rebuild').click()
  await expect(page.getByText('Real cluster data')).toBeHidden()
  await expect(tab(page, 'Rebuilt')).toBeVisible()
  await expect(page.getByText(/Made from checkpoint 9 of a real cluster/)).toBeVisible()
  await expect(page.getByText('What its functions do.')).toBeVisible()
  await expect(page.getByRole('region', { name: /Phases of each subtask/ }).locator('tbody th')).toHaveText([
    'gen-0',
    'gen-1',
    'fs-0',
    'fs-1',
    'win-0',
    'win-1',
  ])
  expect((await where(page)).hash).not.toBe(before.hash)
  await expectNoViolations(page)
  await button(page, 'Show the measured ones').click()
  await expect(page.getByText('Real cluster data')).toBeVisible()
  await button(page, 'Try unaligned').click()
  await tab(page, 'Config').click()
  await expect(page.locator('dl div').filter({ hasText: 'unaligned_checkpoints' })).toContainText('true')
})

test('the run’s own answers are saved as a zip, and open as those of a cluster do', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  await page.keyboard.press('2')
  await button(page, 'Copy as REST JSON').click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: /as a zip$/ }).click()
  const saved = await readFile(await (await download).path())
  await choose(page, [{ name: 'own.zip', mimeType: 'application/zip', buffer: saved }])
  await expect(page.getByText('2 checkpoints read')).toBeVisible()
  for (const picture of ['history', 'phases', 'names', 'config', 'pace'])
    await expect(covered(page, picture)).toContainText('all')
  await button(page, 'Rebuild').click()
  await expect(tab(page, 'Rebuilt')).toBeVisible()
})
