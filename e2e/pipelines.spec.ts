/** Every pipeline of the picker, to its end; and what some of them are there to show. */
import { execFileSync } from 'node:child_process'
import { expect, test, type Page } from '@playwright/test'
import { pipelines } from '../src/pipelines/index.ts'
import { button, fault, logged, moveUntil, next, openPage, twin, where } from './page.ts'

async function choose(page: Page, id: string): Promise<void> {
  const title = pipelines.find(pipeline => pipeline.id === id)!.title.en
  await button(page, /^Pipeline:/).click()
  await page.getByRole('menuitem', { name: title }).first().click()
  await expect(button(page, /^Pipeline:/)).toContainText(title)
  await expect(page.locator('#narration')).toHaveAttribute('data-hash', /.+/)
}

/** More than any pipeline has by itself; checkpoints that expire count, too. */
const FAILURES_MAX = 20

const finished = (page: Page) => page.getByText(/finished/i).first()

/** Looks for failures until there are no more, and so comes to the end. */
async function runToEnd(page: Page): Promise<void> {
  for (let i = 0; i < FAILURES_MAX && !(await finished(page).isVisible()); i++) {
    await next(page, 'failure')
    await page.keyboard.press('End')
  }
  await expect(finished(page)).toBeVisible()
}

/** What the command line says of the same pipeline, seed and step. */
function hashInNode(pipeline: string, step: number): string {
  const args = ['tools/weir.mjs', 'run', pipeline, '--seed', '1', '--until', String(step), '--hash']
  return execFileSync(process.execPath, args, { encoding: 'utf8' }).trim()
}

for (const { id } of pipelines) {
  test(`${id} opens and runs to its end`, async ({ page }) => {
    const errors: string[] = []
    page.on('pageerror', error => errors.push(error.message))
    await openPage(page)
    await choose(page, id)
    await runToEnd(page)
    expect(errors).toEqual([])
    await expect(page.locator('[class*="problem"]')).toHaveCount(0)
  })
}

for (const id of ['sessions', 'alarms', 'learner']) {
  test(`${id} ends with the same bytes in the page and in Node`, async ({ page }) => {
    await openPage(page)
    await choose(page, id)
    await runToEnd(page)
    const { step, hash } = await where(page)
    expect(hash).toBe(hashInNode(id, step))
  })
}

test('a row that cannot be cleaned is in the side output', async ({ page }) => {
  await openPage(page)
  await choose(page, 'cleaning')
  await runToEnd(page)
  await expect(twin(page, 'rejected-0')).toContainText('Written: 11.')
  await expect(twin(page, 'sink-0')).toContainText('Committed: 333.')
})

test('an alarm goes off by a timer, and once although its task is killed', async ({ page }) => {
  await openPage(page)
  await choose(page, 'alarms')
  await next(page, 'checkpoint complete')
  await fault(page, 'Kill a task', 'Kill watch-0')
  await next(page, 'checkpoint complete')
  await runToEnd(page)
  await expect(twin(page, 'sink-0')).toContainText('Committed: 4.')
})

test('what a socket has sent is lost with the task that held it, and the verdict says so', async ({
  page,
}) => {
  await openPage(page)
  await choose(page, 'socket')
  for (let i = 0; i < 3; i++) await next(page, 'checkpoint complete')
  for (let i = 0; i < 3; i++) await next(page, 'barrier')
  await fault(page, 'Kill a task', 'Kill count-0')
  await runToEnd(page)
  await expect(twin(page, 'verdict')).toContainText(/lost/i)
})

test('before a slow sink barriers overtake full queues, and what they overtook is back after a failure', async ({
  page,
}) => {
  await openPage(page)
  await choose(page, 'unaligned')
  await expect(page.getByRole('heading', { name: 'What to look for' })).toBeVisible()
  await next(page, 'checkpoint complete')
  await next(page, 'barrier')
  await moveUntil(page, 'Shift+ArrowRight', /overtakes 4 records on the way to sum-\d/)
  const saved = page.getByTestId('flow-twin').getByRole('button', { name: /saved in flight with checkpoint/ })
  await expect(saved.first()).toBeAttached()
  await next(page, 'checkpoint complete')
  await fault(page, 'Kill a task', 'Kill sink-0')
  await next(page, 'checkpoint complete')
  await expect(await logged(page, 'back in its channels')).not.toHaveCount(0)
  await expect(twin(page, 'verdict')).toContainText('Exactly once holds. Lost 0, duplicated 0.')
  await page.getByRole('tab', { name: 'Task' }).click()
  await button(page, 'Dismiss').click()
  await expect(page.getByRole('heading', { name: 'What to look for' })).toBeHidden()
})
