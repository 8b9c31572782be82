/**
 * What the page says against what is so: the same run in Node, whose world is read without a frame, beside the words
 * and tables of the real page, at fifty moments in no order. And nothing on the page is alive but the engine.
 */
import { expect, test, type Page } from '@playwright/test'
import { createRng, nextInt } from '../src/base/prng.ts'
import { openSpec, specOf } from '../cli/run-spec.ts'
import { judgeAfresh } from '../src/engine/check/oracle.ts'
import { jobManagerOf, taskOf } from '../src/engine/check/view.ts'
import type { Run } from '../src/engine/index.ts'
import { button, expectStep, fault, openPage, pressAndMove, tab, where } from './page.ts'

const MOMENTS = 50
const PIPELINE = 'word-count'

async function goTo(page: Page, step: number): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('searchbox', { name: /^Search by name/ }).fill(String(step))
  await page.keyboard.press('Enter')
  await expectStep(page, step)
}

/** Parts of the words for each thing of the twin, by its name. */
type Said = Readonly<Record<string, readonly string[]>>

function wordsOfWorld(run: Run): Said {
  const { world, plan } = run
  const { status, attempt } = jobManagerOf(world)
  const tasks = plan.tasks.map(({ name, actor, partitions }) => {
    const { life, source } = taskOf(world, actor)
    const splits = (source?.splits ?? []).map(
      ({ partition, offset }) => `${plan.partitions[partition]!.split.id}: next offset ${offset}.`,
    )
    const state = `${life.charAt(0)}${life.slice(1).toLowerCase()}`
    expect(partitions.length > 0 || splits.length === 0).toBe(true)
    return [name, [state, ...splits]] as const
  })
  const { state, committed, sums } = judgeAfresh(plan, world)
  const legs = [state, committed].filter(({ verdict }) => verdict !== 'off')
  const worst = (count: 'lost' | 'duplicated') => Math.max(0, ...legs.map(leg => leg[count]))
  const visible = run
    .brokerTransactions()
    .filter(transaction => transaction.status === 'committed')
    .reduce((sum, { content }) => sum + content.records.length, 0)
  return {
    ...Object.fromEntries(tasks),
    coordinator: [`The job is ${status}, attempt ${Math.max(0, attempt) + 1}.`],
    storage: [`${visible} results are visible`],
    verdict: [`Lost ${worst('lost')}, duplicated ${worst('duplicated')}.`, `Read again: ${sums.readAgain}.`],
  }
}

const wordsOfPage = (page: Page): Promise<Readonly<Record<string, string>>> =>
  page
    .locator('[data-twin]')
    .evaluateAll(all =>
      Object.fromEntries(all.map(each => [each.getAttribute('data-twin'), each.textContent ?? ''])),
    )

const missing = (said: Said, shown: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(said).flatMap(([name, parts]) =>
    parts.filter(part => !(shown[name] ?? '').includes(part)).map(part => `${name}: ${part}`),
  )

/** Key and value, as in the table of the inspector. */
function rowsOfWorld(run: Run, task: string): readonly string[] {
  const { actor } = run.plan.tasks.find(({ name }) => name === task)!
  const tables = taskOf(run.world, actor).runtime?.wiring.tables() ?? []
  return tables.flatMap(table => [...table.rows.keys()].map(row => `${row} ${String(table.get(row))}`)).sort()
}

const rowsOfPage = (page: Page): Promise<readonly string[]> =>
  page
    .getByRole('table', { name: /^Keyed state of / })
    .locator('tbody tr:not([aria-hidden])')
    .evaluateAll(rows =>
      rows.map(row => `${row.children[0]?.textContent} ${row.children[1]?.textContent}`).sort(),
    )

test('words, inspector and verdict are those of the world at fifty moments', async ({ page }) => {
  test.setTimeout(240_000)
  await openPage(page)
  await fault(page, 'Kill a task', 'Kill count-1')
  const { step: at } = await where(page)
  const run = openSpec(specOf({ seed: '1', command: [`kill-task@${at - 1}:count-1`] }, PIPELINE))
  run.seek(1_000_000)
  const end = run.step
  await page.getByTestId('flow-twin').getByRole('button', { name: 'count-0', exact: true }).press('Enter')
  await tab(page, 'State').click()
  const rng = createRng(1, 'moments')
  for (let i = 0; i < MOMENTS; i++) {
    const step = 1 + nextInt(rng, end)
    await goTo(page, step)
    run.seek(step)
    expect((await where(page)).hash).toBe(run.hashInFull())
    const said = wordsOfWorld(run)
    await expect
      .poll(async () => missing(said, await wordsOfPage(page)), `step ${step}: not on the page`)
      .toEqual([])
    await expect.poll(() => rowsOfPage(page), `step ${step}`).toEqual(rowsOfWorld(run, 'count-0'))
  }
  run.seek(0)
  expect(missing(wordsOfWorld(run), await wordsOfPage(page)), 'the words of another moment').not.toEqual([])
})

/** The page starts a worker again that has said nothing for ten seconds. */
const SILENCE_MS = 9000
/** What was under way is drawn to its end, and the words follow. */
const SETTLED_MS = 3000

/** The engine's thread waits for an answer that never comes. */
async function freeze(page: Page): Promise<void> {
  const asked = new Promise<void>(resolve => {
    void page.route('**/never-answered', () => resolve())
  })
  await page.workers()[0]!.evaluate(() => {
    setTimeout(() => {
      const request = new XMLHttpRequest()
      request.open('GET', '/never-answered', false)
      request.send()
    })
  })
  await asked
}

const drawing = (page: Page): Promise<string> =>
  page.locator('[data-panel="flow"]').evaluate(panel => panel.outerHTML)

/** How often the drawing is another one, of the looks that are over within `ms`. */
async function timesMoved(page: Page, ms: number): Promise<number> {
  const end = Date.now() + ms
  let moved = 0
  let before = await drawing(page)
  for (;;) {
    await page.waitForTimeout(150)
    const now = await drawing(page)
    if (Date.now() > end) return moved
    if (now !== before) moved++
    before = now
  }
}

test('nothing moves while the engine stands still, and it is started again where it stood', async ({
  page,
}) => {
  await openPage(page)
  // Slow enough that the job does not end before the test.
  for (let i = 0; i < 4; i++) await page.keyboard.press('[')
  await page.keyboard.press('Space')
  await expect(button(page, 'Pause')).toBeVisible()
  await expect.poll(() => timesMoved(page, 2000), { timeout: 20_000 }).toBeGreaterThan(0)
  await freeze(page)
  const frozenAt = Date.now()
  await page.waitForTimeout(SETTLED_MS)
  const stood = await where(page)
  expect(await timesMoved(page, SILENCE_MS - (Date.now() - frozenAt)), 'while the worker stands still').toBe(
    0,
  )
  await expect(page.getByText(`It is running again, at step ${stood.step}.`).first()).toBeVisible({
    timeout: 20_000,
  })
  expect(await where(page)).toEqual(stood)
  await pressAndMove(page, 'ArrowRight')
})
