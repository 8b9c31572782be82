import { execFileSync } from 'node:child_process'
import { expect, test } from '@playwright/test'
import { button, next, openPage, where } from './page.ts'

/** What the command line says of the same pipeline, seed and step. */
function hashInNode(pipeline: string, step: number): string {
  const args = ['tools/weir.mjs', 'run', pipeline, '--seed', '1', '--until', String(step), '--hash']
  return execFileSync(process.execPath, args, { encoding: 'utf8' }).trim()
}

const PIPELINES = [
  ['word-count', /Word count/],
  ['flights', /Flight|delay/i],
  ['three-elements', /Three elements/],
] as const

for (const [id, title] of PIPELINES) {
  test(`${id} has the same bytes in the page and in Node`, async ({ page }) => {
    await openPage(page)
    await button(page, /^Pipeline:/).click()
    await page.getByRole('menuitem', { name: title }).first().click()
    await expect(button(page, /^Pipeline:/)).toContainText(title)
    await expect(page.locator('#narration')).toHaveAttribute('data-hash', /.+/)
    await next(page, 'checkpoint complete')
    const { step, hash } = await where(page)
    expect(hash).toBe(hashInNode(id, step))
  })
}
