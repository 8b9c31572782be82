import AxeBuilder from '@axe-core/playwright'
import { readFile } from 'node:fs/promises'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { button, expectStep, openPage, pressAndMove, where } from './page.ts'

const THREE_MISTAKES = `# a cluster's config.yaml, with three mistakes
execution:
  checkpointing:
    intervall: 30 ms
    timeout: soon
state.backend: hashmap
parallelism.default: 2
client.timeout: 5 s
parallelism.default: 3
`

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Configuration' })
const yaml = (page: Page): Locator => dialog(page).getByRole('textbox', { name: 'Text of config.yaml' })
const apply = (page: Page): Locator => dialog(page).getByRole('button', { name: /^Apply/ })
const problems = (page: Page): Locator =>
  dialog(page).getByRole('list', { name: 'Problems' }).getByRole('button')

async function openConfig(page: Page): Promise<void> {
  await page.keyboard.press('c')
  await expect(yaml(page)).toBeVisible()
}

const give = (page: Page, name: string, text: string) =>
  page
    .getByLabel('Open a file…')
    .setInputFiles({ name, mimeType: 'application/yaml', buffer: Buffer.from(text) })

/** What is selected in the text. */
const selected = (page: Page): Promise<string> =>
  yaml(page).evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd))

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  expect(
    violations.map(one => `${one.id}: ${one.nodes.map(node => node.target.join(' ')).join(', ')}`),
  ).toEqual([])
}

test('a config.yaml with three mistakes: each is named by line, and nothing of the run changes', async ({
  page,
}) => {
  await openPage(page)
  const before = await where(page)
  await give(page, 'config.yaml', THREE_MISTAKES)
  await expect(problems(page)).toHaveText([
    /^Line 4.*execution\.checkpointing\.intervall.*did you mean execution\.checkpointing\.interval\?/,
    /^Line 5.*execution\.checkpointing\.timeout.*expected a duration.*got "soon"/,
    /^Line 9.*parallelism\.default.*expected the key once, got it again; first on line 7/,
  ])
  await expect(dialog(page).getByRole('status')).toHaveText(/3 problems/)
  await apply(page).press('Enter')
  await expect(dialog(page)).toBeVisible()
  await expect(dialog(page).getByText('Correct the 3 problems first.').first()).toBeVisible()
  expect(await where(page)).toEqual(before)

  await problems(page).nth(1).click()
  await expect(yaml(page)).toBeFocused()
  expect(await selected(page)).toBe('soon')
  await page.keyboard.type('2 s')
  await expect(problems(page)).toHaveCount(2)
  await problems(page).nth(0).click()
  await page.keyboard.type('interval: 30 ms')
  await problems(page).nth(0).click()
  await page.keyboard.press('Delete')
  await expect(dialog(page).getByText('Nothing is wrong.')).toBeVisible()
  await expect(dialog(page).getByText('state.backend is now called state.backend.type.')).toBeVisible()
  await dialog(page).getByText('Accepted, but not modelled: 1').click()
  await expect(dialog(page).getByRole('button', { name: /client\.timeout/ })).toBeVisible()

  await apply(page).click()
  await expect(dialog(page)).toBeHidden()
  await expect.poll(async () => (await where(page)).hash).not.toBe(before.hash)
  await openConfig(page)
  await expect(yaml(page)).toHaveValue(/execution\.checkpointing\.interval: 30 ms/)
  await expect(yaml(page)).toHaveValue(/state\.backend\.type: hashmap/)
  await expect(yaml(page)).toHaveValue(/client\.timeout: 5 s/)
  await expect(yaml(page)).toHaveValue(/weir\.network\.latency: 4 ms/)
})

test('the run before is brought back where it stood', async ({ page }) => {
  await openPage(page)
  await pressAndMove(page, 'ArrowRight')
  const before = await where(page)
  await openConfig(page)
  await yaml(page).fill((await yaml(page).inputValue()).replace('interval: 70 ms', 'interval: 35 ms'))
  await page.keyboard.press('Control+Enter')
  await expect(dialog(page)).toBeHidden()
  await expect.poll(async () => (await where(page)).hash).not.toBe(before.hash)
  await button(page, 'Undo').click()
  await expectStep(page, before.step)
  expect(await where(page)).toEqual(before)
})

test('what the engine refuses has its line too, and what was typed is still there after closing', async ({
  page,
}) => {
  await openPage(page)
  const before = await where(page)
  await openConfig(page)
  await yaml(page).fill('parallelism.default: 2\npipeline.max-parallelism: 0\n')
  await apply(page).click()
  await expect(problems(page)).toHaveText([/^Line 2.*pipeline\.max-parallelism/])
  expect(await where(page)).toEqual(before)
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
  await pressAndMove(page, 'ArrowRight')
  await openConfig(page)
  await expect(yaml(page)).toHaveValue('parallelism.default: 2\npipeline.max-parallelism: 0\n')
  await dialog(page).getByRole('button', { name: 'Discard' }).click()
  await expect(yaml(page)).toHaveValue(/execution\.checkpointing\.interval: 70 ms/)
})

test('the form and the text are one: a value typed in the form stands in the text', async ({ page }) => {
  await openPage(page)
  await openConfig(page)
  await dialog(page).getByRole('tab', { name: 'Form' }).click()
  await dialog(page).getByRole('searchbox', { name: 'Search options' }).fill('checkpointing.interval')
  const interval = dialog(page).getByLabel('execution.checkpointing.interval', { exact: true })
  await expect(interval).toHaveValue('70 ms')
  await interval.fill('7 ms')
  await expect(dialog(page).getByText('expected at least 10 ms, got "7 ms"').first()).toBeVisible()
  await interval.fill('40 ms')
  await dialog(page).getByRole('searchbox', { name: 'Search options' }).fill('record-cost')
  await dialog(page).getByLabel('weir.task.record-cost.sink').fill('3 ms')
  await dialog(page).getByRole('button', { name: 'Remove weir.task.record-cost.count' }).click()
  await dialog(page).getByRole('searchbox', { name: 'Search options' }).fill('rocksdb')
  await expect(dialog(page).getByText(/Flink has \d+ more, not modelled here:/)).toBeVisible()
  await dialog(page).getByRole('tab', { name: 'config.yaml' }).click()
  await expect(yaml(page)).toHaveValue(/execution\.checkpointing\.interval: 40 ms/)
  await expect(yaml(page)).toHaveValue(/weir\.task\.record-cost\.sink: 3 ms/)
  await expect(yaml(page)).not.toHaveValue(/weir\.task\.record-cost\.count/)
  await apply(page).click()
  await expect(dialog(page)).toBeHidden()
})

test('Ctrl Enter applies from the form too, as the button says', async ({ page }) => {
  await openPage(page)
  const before = await where(page)
  await openConfig(page)
  await yaml(page).fill((await yaml(page).inputValue()).replace('interval: 70 ms', 'interval: 35 ms'))
  await dialog(page).getByRole('tab', { name: 'Form' }).click()
  await page.keyboard.press('Control+Enter')
  await expect(dialog(page)).toBeHidden()
  await expect.poll(async () => (await where(page)).hash).not.toBe(before.hash)
})

test('the palette finds a dialog by its name and by what it is for', async ({ page }) => {
  await openPage(page)
  for (const [words, title] of [
    ['unaligned', 'Configuration'],
    ['storage', 'Storage'],
    ['backend', 'Choose a state backend'],
  ] as const) {
    await page.keyboard.press('Control+k')
    await page.getByRole('searchbox', { name: /^Search by name/ }).fill(words)
    await page.keyboard.press('Enter')
    const opened = page.getByRole('dialog', { name: title, exact: true })
    await expect(opened).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(opened).toBeHidden()
  }
})

test('the configuration of a run can be saved, and dropped on the page again', async ({ page }) => {
  await openPage(page)
  const download = page.waitForEvent('download')
  await button(page, 'Files').click()
  await page.getByRole('menuitem', { name: 'Save the configuration' }).click()
  const saved = await download
  expect(saved.suggestedFilename()).toBe('config.yaml')
  const text = await readFile(await saved.path(), 'utf8')
  expect(text).toContain('# Checkpointing\nexecution.checkpointing.interval: 70 ms\n')
  const transfer = await page.evaluateHandle(given => {
    const files = new DataTransfer()
    files.items.add(new File([given], 'mine.yaml'))
    return files
  }, text)
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
  await expect(yaml(page)).toHaveValue(text)
  await expect(dialog(page).getByText('From mine.yaml, not applied yet.')).toBeVisible()
  await expect(dialog(page).getByText('This is the configuration the run has.').first()).toBeVisible()
})

test('axe finds nothing in the text and in the form', async ({ page }) => {
  test.slow()
  await openPage(page)
  await openConfig(page)
  await yaml(page).fill('state.backend: hashmap\nclient.timeout: 5 s\n')
  await expectNoViolations(page)
  await yaml(page).fill(THREE_MISTAKES)
  await expect(problems(page)).toHaveCount(3)
  await dialog(page).getByRole('tab', { name: 'Form' }).click()
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectNoViolations(page)
})

test('in a phone’s window nothing is cut off, and axe finds nothing', async ({ page }) => {
  test.slow()
  await page.setViewportSize({ width: 320, height: 640 })
  await openPage(page)
  await openConfig(page)
  await yaml(page).fill(THREE_MISTAKES)
  await expect(problems(page)).toHaveCount(3)
  await expectNoViolations(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await problems(page).nth(2).click()
  await expect(yaml(page)).toBeInViewport()
  expect(await selected(page)).toBe('parallelism.default: 3')
})

test('in Chinese every word is translated, and the keys are not', async ({ page }) => {
  await openPage(page)
  await openConfig(page)
  await yaml(page).fill(THREE_MISTAKES)
  await page.keyboard.press('Escape')
  await button(page, 'Switch to Chinese').click()
  await button(page, '配置').click()
  const chinese = page.getByRole('dialog', { name: '配置' })
  await expect(chinese.getByRole('textbox', { name: 'config.yaml 的文本' })).toHaveValue(THREE_MISTAKES)
  const words = await chinese.innerText()
  expect(words).toContain('第 5 行')
  expect(words).toContain('execution.checkpointing.timeout')
  expect(words).not.toMatch(/Line|expected|unknown key|Discard|Apply|problem/)
})
