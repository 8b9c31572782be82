/** The State view, and the rows of a `database` backend in the browser's own database. */
import { expect, test, type Page } from '@playwright/test'
import { button, expectNoViolations, next, openPage, pressAndMove, tab, where } from './page.ts'

const column = (page: Page, backend: string) => page.locator(`[data-backend="${backend}"]`)
const rowsKept = (page: Page) => page.getByTestId('rows-kept')

/** The run begins anew with these lines in its configuration. */
async function configure(page: Page, lines: readonly string[]): Promise<void> {
  await page.keyboard.press('c')
  const text = page.getByRole('textbox', { name: 'Text of config.yaml' })
  await expect(text).toBeVisible()
  const keys = lines.map(line => line.slice(0, line.indexOf(':') + 1))
  const before = (await text.inputValue()).split('\n')
  const kept = before.filter(line => !keys.some(key => line.startsWith(key)))
  await text.fill([...kept, ...lines, ''].join('\n'))
  const dialog = page.getByRole('dialog', { name: 'Configuration' })
  await dialog.getByRole('button', { name: /^Apply/ }).click()
  await expect(dialog).toBeHidden()
}

/** Each write is flushed at once, so that the database has what the State tab shows. */
const DATABASE = ['state.backend.type: database', 'weir.state.database.flush-rows: 1']

type Rows = Record<string, string>

/** Every row of every object store: `key group, key` and the value. */
const inIndexedDb = (page: Page): Promise<Rows> =>
  page.evaluate(
    () =>
      new Promise<Rows>((resolve, reject) => {
        const opening = indexedDB.open('weir-rows')
        opening.addEventListener('error', () => reject(new Error('expected the database to open')))
        opening.addEventListener('success', () => {
          const database = opening.result
          const stores = Array.from(database.objectStoreNames)
          const rows: Rows = {}
          if (stores.length === 0) resolve(rows)
          const transaction = database.transaction(stores)
          for (const store of stores)
            transaction
              .objectStore(store)
              .openCursor()
              .addEventListener('success', event => {
                const cursor = (event.target as IDBRequest<IDBCursorWithValue | null>).result
                if (cursor === null) return
                const [group, key] = cursor.key as [number, string]
                rows[`${group} ${key}`] = String(cursor.value)
                cursor.continue()
              })
          transaction.addEventListener('complete', () => {
            database.close()
            resolve(rows)
          })
        })
      }),
  )

/** What the State tab says of all tasks that have keys. */
async function inStateTab(page: Page): Promise<Rows> {
  const rows: Rows = {}
  await page.keyboard.press('1')
  await tab(page, 'State').click()
  const task = page.getByRole('combobox', { name: 'Task' })
  const names = await task.locator('option').allInnerTexts()
  for (const name of names.filter(each => each.startsWith('count'))) {
    await task.selectOption(name)
    const table = page.getByRole('table', { name: `Keyed state of ${name}` })
    const shown = async () => (await table.locator('tbody tr[data-index]').count()) + 1
    await expect
      .poll(
        async () =>
          (await table.count()) === 0 ||
          Number(await table.getAttribute('aria-rowcount')) === (await shown()),
      )
      .toBe(true)
    for (const row of await table.locator('tbody tr[data-index]').all()) {
      const [key, value, group] = await row.locator('th, td').allInnerTexts()
      rows[`${group} ${key}`] = value!
    }
  }
  return rows
}

async function expectSameRows(page: Page): Promise<number> {
  const shown = await inStateTab(page)
  const { step } = await where(page)
  await expect(rowsKept(page)).toHaveAttribute('data-step', String(step))
  expect(await inIndexedDb(page)).toEqual(shown)
  return Object.keys(shown).length
}

test('rows of the database backend stand in IndexedDB as the State tab shows them, and go back with the run', async ({
  page,
}) => {
  await openPage(page)
  await configure(page, DATABASE)
  await next(page, 'checkpoint complete')
  const before = await expectSameRows(page)
  await next(page, 'checkpoint complete')
  const after = await expectSameRows(page)
  expect(after).toBeGreaterThan(before)
  await pressAndMove(page, 'Shift+ArrowLeft')
  for (let i = 0; i < 3; i++) await pressAndMove(page, 'ArrowLeft')
  const back = await expectSameRows(page)
  expect(back).toBeLessThan(after)
  // Another future: the rows are those of the branch.
  await pressAndMove(page, 'Shift+K')
  await next(page, 'checkpoint complete')
  await expectSameRows(page)
})

test('where there is no IndexedDB the page says so, and the run goes on in memory', async ({ page }) => {
  await page.route('**/assets/worker-*.js', async route => {
    const response = await route.fetch()
    const without = "Object.defineProperty(self, 'indexedDB', { value: undefined });"
    await route.fulfill({ response, body: without + (await response.text()) })
  })
  await openPage(page)
  await configure(page, DATABASE)
  await next(page, 'checkpoint complete')
  await page.keyboard.press('3')
  await expect(page.getByText(/in memory only: IndexedDB cannot be used/)).toBeVisible()
  await page.keyboard.press('1')
  await next(page, 'checkpoint complete')
})

test('three backends stand side by side at the same cut, hold the same state, and are told in Chinese too', async ({
  page,
}) => {
  await openPage(page)
  for (let i = 0; i < 2; i++) await next(page, 'checkpoint complete')
  await page.keyboard.press('3')
  for (const backend of ['rocksdb', 'database'])
    await expect(column(page, backend)).toContainText(/the same \d+ rows as on hashmap/, { timeout: 30_000 })
  await expect(column(page, 'hashmap')).toContainText('this run')
  for (const backend of ['hashmap', 'rocksdb', 'database'])
    await expect(column(page, backend)).toContainText(/sync .* · async/)
  await expectNoViolations(page)
  await pressAndMove(page, 'ArrowRight')
  await expect(
    page.getByText(new RegExp(`same step ${grouped((await where(page)).step)}, three backends`)),
  ).toBeVisible({
    timeout: 30_000,
  })
  await button(page, 'Switch to Chinese').click()
  await expect(column(page, 'rocksdb')).toContainText(/与 hashmap 相同的 \d+ 行/, { timeout: 30_000 })
})

const grouped = (step: number): string => String(step).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f')

test('by keyboard a key is chosen and a step is gone to; at 200 % nothing is cut off', async ({ page }) => {
  await page.setViewportSize({ width: 720, height: 450 })
  await openPage(page)
  await next(page, 'checkpoint complete')
  await page.keyboard.press('3')
  const second = page.getByRole('table').getByRole('row').nth(2)
  const key = await second.getByRole('button').first().innerText()
  await second.getByRole('button').first().focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: `Key ${key}, in full` })).toBeVisible()
  const changed = second.getByRole('button').last()
  const step = Number(/\d+/.exec(await changed.innerText())?.[0])
  await changed.focus()
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await where(page)).step).toBe(step)
  const tooWide = await page.locator('main').evaluate(main => main.scrollWidth - main.clientWidth)
  expect(tooWide).toBeLessThanOrEqual(0)
})

test('a comparison that is given up says so, and can be begun again', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  await page.keyboard.press('3')
  const cancel = page.locator('main').getByRole('button', { name: 'Cancel' })
  await cancel.click()
  await expect(column(page, 'database')).toContainText('Given up.')
  await button(page, 'Compare here').click()
  await expect(column(page, 'database')).toContainText('the same', { timeout: 30_000 })
})

test('a backend whose state differs is named in red, row by row', async ({ page }) => {
  // The worker that compares is given an answer with another value in it.
  const tamper = `
    const real = self.postMessage.bind(self)
    self.postMessage = message => {
      if (message?.value?.backend === 'rocksdb') {
        message.value.rows = message.value.rows.map((row, i) => (i === 0 ? { ...row, value: '4711' } : row))
        message.value.rowHash = 'another'
      }
      real(message)
    };`
  await page.route('**/assets/sweep-worker-*.js', async route => {
    const response = await route.fetch()
    await route.fulfill({ response, body: tamper + (await response.text()) })
  })
  await openPage(page)
  await next(page, 'checkpoint complete')
  await page.keyboard.press('3')
  const alert = column(page, 'rocksdb').getByRole('alert')
  await expect(alert).toContainText('1 row differs from hashmap', { timeout: 30_000 })
  await expect(alert).toContainText('≠ 4711')
  await expect(column(page, 'database')).toContainText('the same')
  await expectNoViolations(page)
})
