/** Every store over the real thing: the checks that also run in Node, and a worker that is killed at each write. */
import { expect, test, type Page } from '@playwright/test'
import { build } from 'esbuild'
import type { Kind, Order, Said } from './stores/store-worker.ts'

/** The worker of the checks, and the one that it begins for its files, where it looks for it. */
const SCRIPTS: Readonly<Record<string, string>> = {
  '**/store-worker.js': 'e2e/stores/store-worker.ts',
  '**/worker/host.ts': 'src/backends/stores/opfs/file/worker/host.ts',
}
const bundles = new Map<string, string>()

test.beforeAll(async () => {
  for (const [url, entry] of Object.entries(SCRIPTS)) {
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2023',
    })
    bundles.set(url, outputFiles[0]!.text)
  }
})

/** A page of the same origin that runs nothing itself. */
async function emptyPage(page: Page): Promise<void> {
  await page.route('**/stores.html', route =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
  )
  for (const [url, body] of bundles)
    await page.route(url, route => route.fulfill({ contentType: 'text/javascript', body }))
  await page.goto('./stores.html')
}

/** What a fresh worker says to an order until it is done, or is stopped and ended. */
const tell = (page: Page, order: Order): Promise<Said[]> =>
  page.evaluate(
    sent =>
      new Promise<Said[]>((resolve, reject) => {
        const worker = new Worker('./store-worker.js', { type: 'module' })
        const said: Said[] = []
        worker.addEventListener('error', event => reject(new Error(event.message)))
        worker.addEventListener('message', ({ data }: MessageEvent<Said>) => {
          said.push(data)
          if (data.type === 'committed') return
          worker.terminate()
          resolve(said)
        })
        worker.postMessage(sent)
      }),
    order,
  )

async function lastSaid(page: Page, order: Order): Promise<Said> {
  const said = (await tell(page, order)).at(-1)!
  if (said.type === 'error') throw new Error(said.message)
  return said
}

const KINDS: readonly Kind[] = ['memory', 'indexeddb', 'opfs']

for (const kind of KINDS) {
  test(`${kind}: the checks of every store hold, and those of every backend in it`, async ({ page }) => {
    test.setTimeout(240_000)
    await emptyPage(page)
    expect(await lastSaid(page, { type: 'check', kind })).toEqual({ type: 'failures', failures: [] })
  })
}

for (const kind of KINDS.slice(1)) {
  for (const backend of [null, 'hashmap', 'rocksdb', 'database']) {
    const what = backend === null ? 'blocks' : `checkpoints of ${backend}`
    test(`${kind}: a worker killed at any input or output of ${what} leaves the last checkpoint intact`, async ({
      page,
    }) => {
      test.setTimeout(240_000)
      await emptyPage(page)
      await lastSaid(page, { type: 'clear', kind })
      const whole = await lastSaid(page, { type: 'write', kind, stopAt: 0, backend })
      const { ios, texts } = whole.type === 'done' ? whole : { ios: 0, texts: [] }
      expect(ios).toBeGreaterThan(10)
      for (let n = 1; n <= ios; n++) {
        await lastSaid(page, { type: 'clear', kind })
        const said = await tell(page, { type: 'write', kind, stopAt: n, backend })
        expect(said.at(-1), `at ${n}`).toEqual({ type: 'stopped' })
        const committed = said.flatMap(one => (one.type === 'committed' ? [one.checkpoint] : [])).at(-1) ?? 0
        const found = await lastSaid(page, { type: 'look', kind, backend })
        const { checkpoint, text } = found.type === 'newest' ? found : { checkpoint: -1, text: '' }
        expect(checkpoint, `at ${n}`).toBeGreaterThanOrEqual(committed)
        expect(text, `at ${n}`).toBe(new Map(texts).get(checkpoint) ?? '')
      }
    })
  }
}
