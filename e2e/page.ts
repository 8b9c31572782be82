/** The page as journeys see it: where the cursor stands, what it says, and the twin in words. */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page } from '@playwright/test'
import { faults } from '../src/faults/index.ts'
import { commandTexts } from '../src/ui/shell/commands/text.ts'

export interface Where {
  readonly step: number
  readonly branch: number
  readonly hash: string
}

export async function openPage(page: Page): Promise<void> {
  await page.goto('./')
  await expect(page.getByTestId('narration')).toBeVisible()
  await expect(page.locator('#narration')).toHaveAttribute('data-hash', /.+/)
}

export async function where(page: Page): Promise<Where> {
  const bar = page.locator('#narration')
  const [step, branch, hash] = await Promise.all(
    ['data-step', 'data-branch', 'data-hash'].map(name => bar.getAttribute(name)),
  )
  return { step: Number(step), branch: Number(branch), hash: hash ?? '' }
}

export async function expectStep(page: Page, step: number): Promise<void> {
  await expect(page.locator('#narration')).toHaveAttribute('data-step', String(step))
}

/** Presses a key and waits until the cursor has moved. */
export async function pressAndMove(page: Page, key: string): Promise<void> {
  const before = await where(page)
  await page.keyboard.press(key)
  await expect.poll(async () => (await where(page)).step).not.toBe(before.step)
}

export const narration = (page: Page): Locator => page.getByTestId('narration')
export const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name })
export const tab = (page: Page, name: string): Locator => page.getByRole('tab', { name })

export const twin = (page: Page, name: string): Locator => page.locator(`[data-twin="${name}"]`)

/** Presses `key` until `found` holds for the sentence shown. */
export async function moveUntil(page: Page, key: string, found: RegExp, times = 40): Promise<void> {
  for (let i = 0; i < times; i++) {
    if (found.test(await narration(page).innerText())) return
    await pressAndMove(page, key)
  }
  expect(await narration(page).innerText()).toMatch(found)
}

/**
 * Chooses `item` from the Fault menu. `menu` is what its fault is called in a list; what is not about the selected
 * task, and what does not stand in the open, is looked for in the lists.
 */
export async function fault(page: Page, menu: string, item: string): Promise<void> {
  const definition = faults.find(({ texts }) => texts.en.menu === menu)
  if (definition === undefined) throw new Error(`No fault is called '${menu}'.`)
  await openFaultsOf(page, definition.target, /\S+-\d+/.exec(item)?.[0] ?? null)
  const wanted = page.getByRole('menuitem', { name: item })
  const list = page.getByRole('menuitem', { name: menu, exact: true })
  if ((await wanted.count()) + (await list.count()) === 0)
    await page
      .getByRole('menuitem', { name: commandTexts.en.groups[definition.group], exact: true })
      .last()
      .click()
  await expect(wanted.or(list).first()).toBeVisible()
  if ((await wanted.count()) === 0) await list.last().click()
  await wanted.last().click()
}

async function openFaultsOf(page: Page, kind: string | null, target: string | null): Promise<void> {
  await page.getByRole('button', { name: 'Fault' }).click()
  await expect(page.getByRole('menuitem', { name: 'Kill the JobManager' })).toBeVisible()
  const isThere = (await page.getByRole('menuitem', { name: `Kill ${target}` }).count()) > 0
  if (target === null || isThere) return
  const others = kind === 'task' ? /^(A|Another) task$/ : /^(A|Another) TaskManager$/
  await page.getByRole('menuitem', { name: others }).click()
  await page.getByRole('menuitem', { name: target, exact: true }).click()
  await expect(page.getByRole('menuitem', { name: `Kill ${target}` })).toBeVisible()
}

/** Looks for the next event of this kind, by the menu beside Next. */
export async function next(page: Page, kind: string): Promise<void> {
  const before = await where(page)
  await page.getByRole('button', { name: 'What Next looks for' }).click()
  await page.getByRole('menuitemradio', { name: kind, exact: true }).click()
  await expect.poll(async () => (await where(page)).step).not.toBe(before.step)
}

/** Sets options in the configuration, or takes them out where null is given, and begins the pipeline anew with them. */
export async function configure(page: Page, options: Readonly<Record<string, string | null>>): Promise<void> {
  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'Configuration' })
  const yaml = dialog.getByRole('textbox', { name: 'Text of config.yaml' })
  const lines = (await yaml.inputValue()).split('\n').filter(line => !(line.split(':')[0]! in options))
  const added = Object.entries(options).flatMap(([key, value]) =>
    value === null ? [] : [`${key}: ${value}`],
  )
  await yaml.fill([...lines, ...added, ''].join('\n'))
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toBeHidden()
  await expect(page.getByText('The pipeline begins anew with this configuration.').first()).toBeVisible()
  await page.locator('#narration').click()
}

/** A thing of the drawing that has a menu, by words of what it is: `storage`, `"channel","index":0`. */
export const drawn = (page: Page, thing: string): Locator =>
  page.locator(`[data-panel="flow"] [data-thing*='${thing}']`).first()

/** Right-clicks the thing and chooses an item of its menu, in the list of that name where one is given. */
export async function choose(
  thing: Locator,
  item: string | RegExp,
  list: string | null = null,
): Promise<void> {
  const page = thing.page()
  const before = await where(page)
  await thing.click({ button: 'right', position: { x: 12, y: 12 } })
  if (list !== null) await page.getByRole('menuitem', { name: list, exact: true }).click()
  await page.getByRole('menuitem', { name: item }).click()
  await expect.poll(async () => (await where(page)).step).not.toBe(before.step)
}

/** The rows of the log that hold these words. */
export async function logged(page: Page, words: string): Promise<Locator> {
  await tab(page, 'Log').click()
  await page.getByRole('searchbox', { name: 'Search the log' }).fill(words)
  return page.getByRole('list', { name: 'Log' }).getByRole('listitem')
}

/** What axe finds by the rules of WCAG 2.2 AA. */
export async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  expect(
    violations.map(one => `${one.id}: ${one.nodes.map(node => node.target.join(' ')).join(', ')}`),
  ).toEqual([])
}
