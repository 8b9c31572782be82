/**
 * `node tools/shots/shots.mjs [name …]`: pictures of the real page for the documents, at the sizes and in the states
 * of the design. The run is the same each time, so a picture changes only when the page does.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { spawn, spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { ensureChromium } from '../chromium.mjs'
import { ensureDeps, root } from '../ensure-deps.mjs'
import { freePort } from '../free-port.mjs'

const FOLDER = join(root, 'docs', 'pictures')

/** name → the window, what the system wishes, and how the page gets there. */
const SHOTS = {
  'stage-light': { width: 1440, height: 900, story: alignment },
  'stage-dark': { width: 1440, height: 900, colorScheme: 'dark', story: recovery },
  'event-time': { width: 1440, height: 900, story: windows },
  'stage-zh': { width: 1440, height: 900, locale: 'zh-CN', story: alignment },
  projector: { width: 1920, height: 1080, story: projector },
  tablet: { width: 820, height: 1180, story: alignment },
}

/** Records counted a second time before the picture of a recovery is taken. */
const REPLAYED_BEFORE_PICTURE = 6

/** Places in the menu of what Next looks for. */
const NEXT = { barrier: 0, complete: 2, failure: 3, timer: 5 }

const sentence = page => page.getByTestId('narration').innerText()
const step = page => page.locator('#narration').getAttribute('data-step')

/** Presses a key and waits until the cursor has moved. */
async function press(page, key) {
  const before = await step(page)
  await page.keyboard.press(key)
  await page.waitForFunction(
    from => document.querySelector('#narration')?.getAttribute('data-step') !== from,
    before,
  )
}

async function chooseNext(page, index) {
  await page.getByRole('toolbar').getByRole('button').nth(5).click()
  const before = await step(page)
  await page.getByRole('menuitemradio').nth(index).click()
  await page.waitForFunction(
    from => document.querySelector('#narration')?.getAttribute('data-step') !== from,
    before,
  )
}

/** What to look for is put away: the pictures are of what stands below it. */
async function putGuideAway(page) {
  const dismiss = page.getByRole('button', { name: /^(Dismiss|关闭消息)$/ })
  if ((await dismiss.count()) > 0) await dismiss.first().click()
}

/** The third checkpoint, at the moment a task begins to wait for its other channel; that task is selected. */
async function alignment(page) {
  for (let i = 0; i < 2; i++) await chooseNext(page, NEXT.complete)
  await chooseNext(page, NEXT.barrier)
  for (let i = 0; i < 40; i++) {
    const waiting = /count-\d/.exec(await sentence(page))?.[0]
    const blocked = /now waits for|现在等待/.test(await sentence(page))
    if (blocked && waiting !== undefined) {
      await page
        .getByTestId('flow-twin')
        .getByRole('button', { name: waiting, exact: true })
        .dispatchEvent('click')
      break
    }
    await press(page, 'Shift+ArrowRight')
  }
  await page.evaluate(() => document.activeElement?.blur())
}

/** A task is killed while it aligns; the picture is a while into the replay. */
async function recovery(page) {
  await alignment(page)
  await page.keyboard.press('Shift+K')
  await page.getByRole('tab').nth(4).waitFor()
  await page.getByRole('tab').nth(4).click()
  await chooseNext(page, NEXT.failure)
  for (let steps = 0, replayed = 0; steps < 400 && replayed < REPLAYED_BEFORE_PICTURE; steps++) {
    await press(page, 'ArrowRight')
    if (/counts replayed record/.test(await sentence(page))) replayed += 1
  }
  await page.evaluate(() => document.activeElement?.blur())
}

/** Windows of earthquakes, some of which have fired; the state of one subtask. */
async function windows(page) {
  await page.getByRole('button', { name: /^Pipeline:/ }).click()
  await page.getByRole('menuitem', { name: /^Earthquakes in windows/ }).click()
  await page.getByRole('button', { name: /^Pipeline: Earthquakes/ }).waitFor()
  await putGuideAway(page)
  await chooseNext(page, NEXT.timer)
  await page
    .getByTestId('flow-twin')
    .getByRole('button', { name: 'window-0', exact: true })
    .dispatchEvent('click')
  await page.getByRole('tab', { name: 'State' }).click()
  await page.evaluate(() => document.activeElement?.blur())
}

async function projector(page) {
  await alignment(page)
  await page.getByRole('button', { name: 'Projector mode' }).click()
}

function serve(outDir, port) {
  const bin = join(root, 'node_modules', '.bin')
  const options = {
    cwd: root,
    env: { ...process.env, PATH: [bin, process.env.PATH].join(delimiter), WEIR_OUT_DIR: outDir },
  }
  spawnSync('vite', ['build', '--logLevel', 'error'], { ...options, stdio: 'inherit' })
  const args = ['preview', '--host', '127.0.0.1', '--port', String(port), '--strictPort', '--outDir', outDir]
  return spawn('vite', args, { ...options, stdio: 'ignore' })
}

async function open(browser, url, { width, height, colorScheme = 'light', locale = 'en-US' }) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    locale,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  for (let tries = 0; ; tries++) {
    try {
      await page.goto(url)
      break
    } catch (error) {
      if (tries > 40) throw error
      await page.waitForTimeout(250)
    }
  }
  await page.waitForSelector('#narration[data-hash]')
  await putGuideAway(page)
  return { page, context }
}

ensureDeps()
const executablePath = await ensureChromium()
const { chromium } = await import('playwright')
const wanted = process.argv.slice(2)
const outDir = join('node_modules', '.tmp', `shots-${process.pid}`)
const port = await freePort()
const server = serve(outDir, port)
mkdirSync(FOLDER, { recursive: true })
try {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  for (const [name, shot] of Object.entries(SHOTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const { page, context } = await open(browser, `http://127.0.0.1:${port}/`, shot)
    await shot.story(page)
    await page.waitForTimeout(600)
    await page.screenshot({ path: join(FOLDER, `${name}.png`) })
    console.log(`docs/pictures/${name}.png`)
    await context.close()
  }
  await browser.close()
} finally {
  server.kill()
  rmSync(join(root, outDir), { recursive: true, force: true })
}
