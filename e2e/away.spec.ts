/** State that the page has no room for lies in IndexedDB, and the run is the one that has all in memory. */
import { execFileSync } from 'node:child_process'
import { expect, test, type Page } from '@playwright/test'
import { TINY } from '../src/backends/shared/tiny.suite.ts'
import { pipelines } from '../src/pipelines/index.ts'
import { button, configure, fault, next, openPage, pressAndMove, tab, where } from './page.ts'

async function choose(page: Page, id: string): Promise<void> {
  const title = pipelines.find(pipeline => pipeline.id === id)!.title.en
  await button(page, /^Pipeline:/).click()
  await page.getByRole('menuitem', { name: title }).first().click()
  await expect(button(page, /^Pipeline:/)).toContainText(title)
}

/** What the command line, which has all in memory, says of the same run at that step. */
function hashInNode(pipeline: string, config: Readonly<Record<string, string>>, step: number): string {
  const options = Object.entries(config).flatMap(([key, value]) => ['--config', `${key}=${value}`])
  const args = [
    'tools/weir.mjs',
    'run',
    pipeline,
    '--seed',
    '1',
    ...options,
    '--until',
    String(step),
    '--hash',
  ]
  return execFileSync(process.execPath, args, { encoding: 'utf8' }).trim()
}

/** Pages of state in the database that they lie in, by run. */
const pagesAway = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(
    () =>
      new Promise<Record<string, number>>((resolve, reject) => {
        const opening = indexedDB.open('weir-away')
        opening.addEventListener('error', () => reject(new Error('expected the database to open')))
        opening.addEventListener('success', () => {
          const database = opening.result
          const keys = database.transaction('blocks').objectStore('blocks').getAllKeys()
          keys.addEventListener('success', () => {
            const pages: Record<string, number> = {}
            for (const [run] of keys.result as [string, string][]) pages[run] = (pages[run] ?? 0) + 1
            database.close()
            resolve(pages)
          })
        })
      }),
  )

for (const [backend, pipeline] of [
  ['rocksdb', 'word-count'],
  ['database', 'flights'],
] as const) {
  test(`${backend}: with a budget of a byte the run goes forth, back and through a failure as in memory`, async ({
    page,
  }) => {
    const errors: string[] = []
    page.on('pageerror', error => errors.push(error.message))
    const config = { ...TINY, 'weir.state.database.cache-rows': '1', 'state.backend.type': backend }
    await openPage(page)
    await choose(page, pipeline)
    await configure(page, { ...config, 'weir.state.memory-budget': '1 bytes' })
    for (let i = 0; i < 3; i++) await next(page, 'checkpoint complete')
    const there = await where(page)
    expect(there.hash).toBe(hashInNode(pipeline, config, there.step))
    const [pages, ...others] = Object.values(await pagesAway(page))
    expect(pages).toBeGreaterThan(0)
    expect(others).toEqual([])
    await pressAndMove(page, 'Shift+ArrowLeft')
    for (let i = 0; i < 3; i++) await pressAndMove(page, 'ArrowLeft')
    const back = await where(page)
    expect(back.step).toBeLessThan(there.step)
    expect(back.hash).toBe(hashInNode(pipeline, config, back.step))
    await page.keyboard.press('1')
    await tab(page, 'State').click()
    await fault(page, 'Kill the JobManager', 'Kill the JobManager')
    await next(page, 'checkpoint complete')
    const other = await where(page)
    expect(other.branch).not.toBe(there.branch)
    await page.keyboard.press('3')
    await expect(page.getByTestId('state-away')).toContainText(
      'is kept in memory; the rest lies in IndexedDB',
    )
    await page.reload()
    await expect(page.locator('#narration')).toHaveAttribute('data-hash', /.+/)
    // What the page has left behind is gone once the next one needs room.
    expect(Object.keys(await pagesAway(page))).toHaveLength(1)
    expect(errors).toEqual([])
  })
}

test('where there is no IndexedDB all state stays in memory, and the page says so', async ({ page }) => {
  await page.route('**/assets/worker-*.js', async route => {
    const response = await route.fetch()
    const without = "Object.defineProperty(self, 'indexedDB', { value: undefined });"
    await route.fulfill({ response, body: without + (await response.text()) })
  })
  await openPage(page)
  await configure(page, { 'state.backend.type': 'rocksdb', 'weir.state.memory-budget': '1 bytes' })
  await next(page, 'checkpoint complete')
  await page.keyboard.press('3')
  await expect(page.getByText(/All state of this run is in memory.*IndexedDB cannot be used/)).toBeVisible()
  await page.keyboard.press('1')
  await next(page, 'checkpoint complete')
})
