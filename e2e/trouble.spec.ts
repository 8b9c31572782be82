import { expect, test } from '@playwright/test'
import { button, expectStep, fault, narration, next, openPage, pressAndMove, where } from './page.ts'

test('a worker that dies is started again at the last step, and the page says so', async ({ page }) => {
  await openPage(page)
  await next(page, 'ack')
  const before = await where(page)
  await page.workers()[0]?.evaluate(() => {
    setTimeout(() => {
      throw new Error('out of memory')
    })
  })
  await expect(page.getByText(`It is running again, at step ${before.step}.`).first()).toBeVisible()
  expect(await where(page)).toEqual(before)
  await pressAndMove(page, 'ArrowRight')
})

test('a worker that dies twice waits for the reader, and the run can be saved', async ({ page }) => {
  await openPage(page)
  await next(page, 'barrier')
  const before = await where(page)
  for (let i = 0; i < 2; i++) {
    const worker = page.workers()[0]
    await worker?.evaluate(() => {
      setTimeout(() => {
        throw new Error('out of memory')
      })
    })
    if (i === 0) await expect(page.getByText(/It is running again/).first()).toBeVisible()
  }
  await expect(page.getByText(`The simulation stopped after step ${before.step}`).first()).toBeVisible()
  const download = page.waitForEvent('download')
  await button(page, 'Download').click()
  expect((await download).suggestedFilename()).toMatch(/\.run\.json$/)
  await button(page, `Reload from ${before.step}`).click()
  await expect(page.getByText('The simulation stopped after step')).toHaveCount(0)
  await pressAndMove(page, 'ArrowRight')
})

test('a browser that keeps nothing still runs, and says that it keeps nothing', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', {
      get: () => ({
        open: () => {
          throw new DOMException('denied', 'SecurityError')
        },
      }),
    })
  })
  await openPage(page)
  await expect(page.getByText('This browser window keeps no data (private mode?).').first()).toBeVisible()
  await pressAndMove(page, 'ArrowRight')
})

test('a kept run that is damaged does not lock anyone out', async ({ page }) => {
  await openPage(page)
  await page.evaluate(
    () =>
      new Promise(resolve => {
        const opening = indexedDB.open('weir-page', 1)
        opening.onsuccess = () => {
          const writing = opening.result.transaction('runs', 'readwrite')
          writing.objectStore('runs').put({ spec: { pipeline: 'no such pipeline' }, branches: [] }, 'state')
          writing.oncomplete = resolve
        }
      }),
  )
  await page.goto('about:blank')
  await openPage(page)
  await pressAndMove(page, 'ArrowRight')
})

test('what cannot be done now stays in reach and says why', async ({ page }) => {
  await openPage(page)
  await fault(page, 'Kill a task', 'Kill count-1')
  // Until the JobManager knows, it can be asked.
  await next(page, 'failure')
  const checkpoint = button(page, /^Checkpoint$/)
  await expect(checkpoint).toHaveAttribute('aria-disabled', 'true')
  await checkpoint.click({ force: true })
  await expect(
    page.getByText('A checkpoint needs all tasks running; the job is restarting.').first(),
  ).toBeVisible()
})

test('the end of the run is the end', async ({ page }) => {
  test.slow()
  await openPage(page)
  await button(page, /^Pipeline:/).click()
  await page.getByRole('menuitem', { name: /Three elements|三个元素/ }).click()
  await expect(button(page, /^Pipeline: Three elements/)).toBeVisible()
  await button(page, 'What Next looks for').click()
  await page.getByRole('menuitemradio', { name: 'failure', exact: true }).click()
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('Shift+ArrowRight')
    await page.waitForTimeout(300)
  }
  await expect(page.getByText('No further failure happens in this run.').first()).toBeVisible()
  await expect(button(page, 'Step forward')).toHaveAttribute('aria-disabled', 'true')
  await expect(narration(page)).toContainText(/\S/)
  const end = await where(page)
  await page.keyboard.press('ArrowRight')
  await page.waitForTimeout(200)
  await expectStep(page, end.step)
})
