import { expect, test, type Browser, type Page } from '@playwright/test'
import { button, openPage, where } from './page.ts'

/** No task of the page's main thread may take longer than this. */
const TASK_MS_MAX = 50
const PLAYING_MS = 4000

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** Time on the clock and time on the processor, in µs. */
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** Processor time of every task of the main thread: other programs on the machine do not count. */
async function tasksWhile(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<readonly number[]> {
  await browser.startTracing(page, {
    categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'],
  })
  await work()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[]
  }
  const mainThreads = new Set(
    traceEvents
      .filter(event => event.name === 'thread_name' && event.args?.name === 'CrRendererMain')
      .map(event => `${event.pid} ${event.tid}`),
  )
  return traceEvents
    .filter(event => event.name === 'RunTask' && mainThreads.has(`${event.pid} ${event.tid}`))
    .map(event => (event.tdur ?? event.dur ?? 0) / 1000)
}

test('while it plays no task of the page takes longer than 50 ms', async ({ page, browser }) => {
  await openPage(page)
  // The first moments compile code; what is judged is the page at work.
  await page.keyboard.press('Space')
  await page.waitForTimeout(1500)
  const before = await where(page)
  const tasks = await tasksWhile(browser, page, () => page.waitForTimeout(PLAYING_MS))
  await button(page, 'Pause').click()
  expect((await where(page)).step).toBeGreaterThan(before.step + 50)
  expect(tasks.length).toBeGreaterThan(100)
  expect(tasks.filter(ms => ms > TASK_MS_MAX)).toEqual([])
})

test('a step answers before the next frame would be late', async ({ page }) => {
  await openPage(page)
  const times: number[] = []
  for (let i = 0; i < 40; i++) {
    times.push(
      await page.evaluate(
        key =>
          new Promise<number>(resolve => {
            const bar = document.querySelector('#narration')
            const began = performance.now()
            const observer = new MutationObserver(() => {
              observer.disconnect()
              resolve(performance.now() - began)
            })
            if (bar !== null) observer.observe(bar, { attributes: true, attributeFilter: ['data-step'] })
            window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
          }),
        i % 2 === 0 ? 'ArrowRight' : 'ArrowLeft',
      ),
    )
  }
  const sorted = times.sort((a, b) => a - b)
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(50)
})
