import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { button, next, openPage, tab, twin } from './page.ts'

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Storage' })
const offer = (page: Page) => page.getByText(/can go on from checkpoint/)
const restored = (page: Page) => page.getByText(/The job goes on from checkpoint/).first()

async function openStorage(page: Page): Promise<void> {
  await page.keyboard.press('Shift+S')
  await expect(dialog(page)).toBeVisible()
}

async function closeStorage(page: Page): Promise<void> {
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(dialog(page)).toBeHidden()
}

/** Chooses the store, and goes on until a checkpoint is kept in it. */
async function keepIn(page: Page, store: string | RegExp): Promise<void> {
  await openStorage(page)
  await dialog(page).getByRole('radio', { name: store }).check()
  await closeStorage(page)
  await next(page, 'checkpoint complete')
  await openStorage(page)
  await expect(dialog(page).getByText(/Checkpoint \d+ is kept in (IndexedDB|files)/)).toBeVisible()
  await closeStorage(page)
}

async function keptNow(page: Page): Promise<number> {
  await openStorage(page)
  const words = await dialog(page)
    .getByText(/Checkpoint \d+ is kept in/)
    .innerText()
  await closeStorage(page)
  return Number(/\d+/.exec(words)?.[0])
}

/** What the verdict says at the end of the run. */
async function expectNothingLost(page: Page): Promise<void> {
  const finished = page.getByText(/finished/i).first()
  await next(page, 'failure')
  await page.keyboard.press('End')
  await expect(finished).toBeVisible()
  await tab(page, 'Verdict').click()
  await expect(page.getByRole('heading', { name: 'Exactly once holds' })).toBeVisible()
  await expect(twin(page, 'verdict')).toContainText('Lost 0, duplicated 0.')
}

const reopened = async (context: BrowserContext, page: Page): Promise<Page> => {
  await page.close()
  const again = await context.newPage()
  await openPage(again)
  return again
}

for (const [store, name] of [
  ['IndexedDB', /^IndexedDB/],
  ['files (OPFS)', /^files/],
] as const) {
  test(`${store}: a job whose tab was closed goes on from its last completed checkpoint`, async ({
    page,
    context,
  }) => {
    await openPage(page)
    await keepIn(page, name)
    const again = await reopened(context, page)
    await expect(offer(again)).toContainText(store)
    await button(again, 'Restore').click()
    await expect(restored(again)).toBeVisible()
    await expect(offer(again)).toBeHidden()
    await expectNothingLost(again)
  })
}

test('one byte of a stored block is changed: the restore names the file and takes the checkpoint before', async ({
  page,
  context,
}) => {
  await openPage(page)
  await keepIn(page, /^files/)
  const kept = await keptNow(page)
  const before = await filesOf(page)
  await next(page, 'checkpoint complete')
  await openStorage(page)
  await expect(dialog(page).getByText(`Checkpoint ${kept + 1} is kept in files`)).toBeVisible()
  await closeStorage(page)
  const added = (await filesOf(page)).filter(path => path.includes('shared') && !before.includes(path))
  expect(added).toHaveLength(1)
  await page.evaluate(flipByte, added[0]!)

  const again = await reopened(context, page)
  await openStorage(again)
  await dialog(again).getByRole('button', { name: 'Verify' }).click()
  await expect(dialog(again).getByText(`Checkpoint ${kept + 1} is damaged:`)).toContainText(added[0]!)
  await dialog(again).getByRole('button', { name: 'Restore' }).click()
  await expect(again.getByText(`the job starts from checkpoint ${kept}.`)).toBeVisible()
  await expect(again.getByRole('alert').filter({ hasText: 'damaged' })).toContainText(added[0]!)
  await expectNothingLost(again)
})

/** Paths of all files of the origin private file system. */
const filesOf = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const found: string[] = []
    const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const [name, entry] of folder as unknown as AsyncIterable<[string, FileSystemHandle]>) {
        if (entry.kind === 'file') found.push(`${path}${name}`)
        else await walk(entry as FileSystemDirectoryHandle, `${path}${name}/`)
      }
    }
    await walk(await navigator.storage.getDirectory(), '')
    return found
  })

async function flipByte(path: string): Promise<void> {
  let folder = await navigator.storage.getDirectory()
  const names = path.split('/')
  const name = names.pop()!
  for (const part of names) folder = await folder.getDirectoryHandle(part)
  const handle = await folder.getFileHandle(name)
  const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer())
  bytes[30]! ^= 1
  const writable = await handle.createWritable()
  await writable.write(bytes)
  await writable.close()
}

test('a second tab is told that the job is in use, may take it over, and the first is told', async ({
  page,
  context,
}) => {
  await openPage(page)
  await keepIn(page, /^IndexedDB/)
  const second = await context.newPage()
  await openPage(second)
  await expect(second.getByText('Another tab keeps the checkpoints of this job')).toBeVisible()
  await button(second, 'Take over').click()
  await expect(second.getByText('Another tab keeps the checkpoints of this job')).toBeHidden()
  await expect(page.getByText('Another tab has taken this job over.')).toBeVisible()
  await button(page, 'Go on in memory').click()
  await expect(page.getByText('Another tab has taken this job over.')).toBeHidden()
})

test('a stored job is deleted, and is not offered again; the dialog stands in Chinese too', async ({
  page,
  context,
}) => {
  await openPage(page)
  await keepIn(page, /^IndexedDB/)
  const again = await reopened(context, page)
  await button(again, 'Delete').click()
  await expect(offer(again)).toBeHidden()
  await again.close()
  const third = await context.newPage()
  await openPage(third)
  await expect(offer(third)).toBeHidden()
  await button(third, 'Switch to Chinese').click()
  await third.keyboard.press('Shift+S')
  await expect(third.getByRole('dialog', { name: '存储' })).toContainText('检查点存放于')
})
