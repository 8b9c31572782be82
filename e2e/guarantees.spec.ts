import { expect, test, type Page } from '@playwright/test'
import { button, expectStep, narration, openPage, tab, where } from './page.ts'

const cell = (page: Page, row: string, column: string) =>
  page.getByRole('button', { name: new RegExp(`^(Run: )?${row}, ${column}`.replaceAll('+', '\\+')) })

async function openGuarantees(page: Page): Promise<void> {
  await openPage(page)
  await page.keyboard.press('4')
  await expect(page.getByRole('heading', { name: 'The worst moment' })).toBeVisible()
}

test('the matrix is filled by hand, and a cell opens its run just before the failure', async ({ page }) => {
  await openGuarantees(page)
  for (const column of ['Exactly once', 'Exactly once + 2PC', 'Source not replayable'])
    await page.getByRole('button', { name: `Run: during the async upload, ${column}`, exact: true }).click()
  const plain = cell(page, 'during the async upload', 'Exactly once: ')
  await expect(plain).toHaveAccessibleName(/state exactly once 0, output duplicated \+\d+/, {
    timeout: 25_000,
  })
  await expect(cell(page, 'during the async upload', 'Exactly once + 2PC: ')).toHaveAccessibleName(
    /state exactly once 0, output exactly once 0/,
    { timeout: 25_000 },
  )
  await expect(cell(page, 'during the async upload', 'Source not replayable: ')).toHaveAccessibleName(
    /state lost −\d+/,
    { timeout: 25_000 },
  )
  await expect(page.getByText('3 of 32 run')).toBeVisible()
  await plain.click()
  await expect(page.getByRole('tab', { name: 'Task' })).toBeVisible()
  const { step } = await where(page)
  await page.keyboard.press('ArrowRight')
  await expectStep(page, step + 1)
  await expect(narration(page)).toContainText('You kill count-1.')
  await tab(page, 'Verdict').click()
  await expect(page.getByRole('heading', { name: 'What is judged, and what is not' })).toBeVisible()
})

test('a run killed at every step is drawn as it goes, can be stopped, and a step of it opens as a branch', async ({
  page,
}) => {
  await openGuarantees(page)
  await button(page, 'Kill count-1 at every step').click()
  await expect(page.getByText(/count-1: \d+ of \d+ steps, every/)).toBeVisible({ timeout: 25_000 })
  const strip = page.getByRole('slider', { name: /^count-1 killed, by step/ })
  await strip.focus()
  for (let i = 0; i < 16; i++) await page.keyboard.press('ArrowRight')
  await expect(strip).toHaveAttribute('aria-valuetext', /state exactly once, output exactly once/, {
    timeout: 25_000,
  })
  await button(page, 'Stop').click()
  await expect(button(page, 'Kill count-1 at every step')).toBeVisible()
  const at = Number(/\d+/.exec((await strip.getAttribute('aria-valuetext')) ?? '')?.[0])
  await strip.press('Enter')
  await expectStep(page, at + 1)
  await expect(narration(page)).toContainText('You kill count-1.')
})

test('the view says the same in Chinese', async ({ page }) => {
  await openGuarantees(page)
  await button(page, 'Switch to Chinese').click()
  await expect(page.getByRole('heading', { name: '最坏的时刻' })).toBeVisible()
  await page.getByRole('button', { name: '运行：对齐期间，精确一次 + 2PC', exact: true }).click()
  await expect(page.getByRole('button', { name: /^对齐期间，精确一次 \+ 2PC：状态 精确一次 0/ })).toBeVisible(
    {
      timeout: 25_000,
    },
  )
})
