/** What can go wrong with checkpoints, brought about as a person does, and what the page then tells. */
import { expect, test, type Page } from '@playwright/test'
import {
  button,
  choose,
  configure,
  drawn,
  expectStep,
  fault,
  logged,
  moveUntil,
  narration,
  next,
  openPage,
  pressAndMove,
  tab,
  twin,
} from './page.ts'

test.describe.configure({ timeout: 120_000 })

const story = (page: Page) => page.getByTestId('checkpoint-story')

/** On to the next barrier until the sentence says this. */
async function toBarrier(page: Page, says: RegExp): Promise<void> {
  await next(page, 'barrier')
  await moveUntil(page, 'Shift+ArrowRight', says, 80)
}

/** On to the next failure until the sentence says this. */
async function toFailure(page: Page, says: RegExp): Promise<void> {
  await next(page, 'failure')
  await moveUntil(page, 'Shift+ArrowRight', says, 12)
}

test('an unaligned barrier overtakes, and what it overtook comes back after a failure', async ({ page }) => {
  await openPage(page)
  await configure(page, { 'execution.checkpointing.unaligned.enabled': 'true' })
  await toBarrier(page, /[Bb]arrier \d+ overtakes \d+ records? on the way to .+ saved with the checkpoint/)
  const saved = page.getByTestId('flow-twin').getByRole('button', { name: /saved in flight with checkpoint/ })
  await expect(saved.first()).toBeAttached()
  await next(page, 'checkpoint complete')
  await page.keyboard.press('2')
  await expect(page.getByText('unaligned · exactly once')).toBeVisible()
  await expect(page.getByText(/of it is data that was in flight when the barrier overtook it/)).toBeVisible()
  await page.keyboard.press('1')
  await choose(drawn(page, '"task","actor"'), /^Kill source-0/)
  await next(page, 'checkpoint complete')
  await expect(await logged(page, 'back in its channels')).not.toHaveCount(0)
  await expect(twin(page, 'verdict')).toContainText('Exactly once holds. Lost 0, duplicated 0.')
})

test('an alignment that takes too long goes on unaligned', async ({ page }) => {
  await openPage(page)
  await configure(page, {
    'execution.checkpointing.unaligned.enabled': 'true',
    'execution.checkpointing.aligned-checkpoint-timeout': '10 ms',
  })
  await toBarrier(page, /Barrier \d+ reaches count-\d on channel .* That channel now waits/)
  const waiting = /count-\d/.exec(await narration(page).innerText())![0]
  await expect(twin(page, waiting)).toContainText(/Its alignment times out in \d/)
  await expect(page.locator('[data-panel="flow"] [data-mark="timeout"]')).not.toHaveCount(0)
  await moveUntil(
    page,
    'Shift+ArrowRight',
    /Alignment at count-\d passed the timeout: checkpoint \d+ goes on unaligned/,
  )
  const id = /checkpoint (\d+)/.exec(await narration(page).innerText())![1]!
  await next(page, 'checkpoint complete')
  await expect(narration(page)).toContainText(`Checkpoint ${id} is complete.`)
  await page.keyboard.press('2')
  await expect(page.locator('[data-checkpoint]')).toHaveAttribute('data-checkpoint', id)
  await expect(page.getByText('unaligned · exactly once')).toBeVisible()
  // Those that were aligned in time stay what they are, as in Flink's last column.
  await expect(page.getByRole('cell', { name: 'true', exact: true })).not.toHaveCount(0)
  await expect(page.getByRole('cell', { name: 'false', exact: true })).not.toHaveCount(0)
})

test('a checkpoint expires: it says who was missing, and the job goes on', async ({ page }) => {
  await openPage(page)
  await configure(page, {
    'execution.checkpointing.timeout': '60 ms',
    'execution.checkpointing.tolerable-failed-checkpoints': '3',
  })
  await next(page, 'checkpoint complete')
  await choose(drawn(page, '"task","actor":4'), /^Slow down count-1/)
  await toFailure(page, /Checkpoint \d+ is aborted at \d of 6: its timeout passed\./)
  const id = /Checkpoint (\d+)/.exec(await narration(page).innerText())![1]!
  await expect(twin(page, 'coordinator')).toContainText(`Checkpoint ${id} was aborted at`)
  await expect(twin(page, 'coordinator')).toContainText('Failed since the last success: 1 of 3 tolerated.')
  await tab(page, 'Checkpoint').click()
  const counts = page.locator('dl > div').filter({ hasText: 'counts as failed' })
  await expect(counts).toContainText('yes')
  await expect(page.getByText('1 of 3 tolerated', { exact: true })).toBeVisible()
  await page.keyboard.press('2')
  await page.getByRole('button', { name: `Checkpoint ${id}, failed` }).click()
  await expect(story(page)).toContainText('60 ms after the trigger.')
  await expect(story(page)).toContainText(/count-1.* had not acknowledged\./)
  await expect(story(page)).toContainText('Checkpoint expired before completing.')
  await expect(page.getByText(/end to end 60 ms/)).toBeVisible()
  await page.keyboard.press('1')
  await expect(twin(page, 'coordinator')).toContainText('The job is RUNNING, attempt 1.')
})

test('one expired checkpoint more than are tolerated fails the job', async ({ page }) => {
  await openPage(page)
  await configure(page, {
    'execution.checkpointing.timeout': '60 ms',
    'execution.checkpointing.tolerable-failed-checkpoints': '0',
  })
  await next(page, 'checkpoint complete')
  await fault(page, 'Slow down a task', 'Slow down count-1')
  await toFailure(
    page,
    /its timeout passed\. .*tolerable-failed-checkpoints is 0: this failure is one too many, and fails the job\./,
  )
  await next(page, 'checkpoint complete')
  await expect(page.getByText(/attempt 2 · from chk-\d/)).toBeVisible()
  await tab(page, 'Verdict').click()
  await expect(page.getByRole('heading', { name: 'Exactly once holds' })).toBeVisible()
})

test('storage is lost during the async part: the snapshot is declined, and no restore finds its files', async ({
  page,
}) => {
  await openPage(page)
  await configure(page, {
    'restart-strategy.fixed-delay.attempts': '2',
    'execution.checkpointing.tolerable-failed-checkpoints': '5',
    'weir.storage.bandwidth': '20 kb',
  })
  await next(page, 'checkpoint complete')
  await next(page, 'barrier')
  // When the last task begins to write, storage has long had the others' requests.
  for (let i = 0; i < 40; i++) {
    if (/async upload/.test(await twin(page, 'sink-0').innerText())) break
    await pressAndMove(page, 'Shift+ArrowRight')
  }
  for (let i = 0; i < 60 && !/async upload/.test(await twin(page, 'sink-0').innerText()); i++)
    await pressAndMove(page, 'ArrowRight')
  await expect(twin(page, 'count-0')).toContainText('async upload')
  await choose(drawn(page, 'storage'), 'Lose what storage holds')
  await expect(narration(page)).toContainText('You take away all that storage holds.')
  await expect(twin(page, 'storage')).toContainText(/The files of chk-\d+(, chk-\d+)* are gone\./)
  await toFailure(page, /declines checkpoint \d+/)
  await expect(await logged(page, 'the directory does not exist any more')).not.toHaveCount(0)
  await fault(page, 'Kill a task', 'Kill count-1')
  await toFailure(page, /no such file/)
  // No checkpoint completes any more: the run goes to its end.
  await next(page, 'checkpoint complete')
  await expect(twin(page, 'coordinator')).toContainText('The job is FAILED')
  await tab(page, 'Verdict').click()
  await expect(
    page.getByText(/Could not restore the state: chk-\d+\/\S+: no such file/).first(),
  ).toBeVisible()
})

test('a record that the network loses is missing, and the verdict leads to the moment', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  await expect(tab(page, 'Verdict')).toHaveCount(0)
  // On its way from a source: results are judged at the end of the run.
  const record = [0, 1, 2, 3, 4, 5].map(channel => drawn(page, `"type":"record","channel":${channel},`))
  await choose(record.reduce((found, other) => found.or(other)).first(), /^Drop a record: /)
  await expect(narration(page)).toContainText('a record is lost on its way to')
  await next(page, 'checkpoint complete')
  await tab(page, 'Verdict').click()
  await expect(page.getByRole('heading', { name: 'Records are lost' })).toBeVisible()
  await expect(page.getByTestId('verdict-reasons')).toContainText('missing from the state')
  await page
    .getByRole('button', { name: /^text-\d@\d+ · State/ })
    .first()
    .click()
  const moments = page.getByRole('list', { name: 'What happened to it' })
  await expect(moments.getByRole('listitem').first()).toContainText(/source-\d reads offset \d+/)
  const lost = moments.getByRole('button', { name: /lost/ })
  const step = Number(/^\d+/.exec((await lost.innerText()).trim())?.[0])
  await lost.click()
  await expectStep(page, step)
})

test('every thing on the stage has its verbs: by right click, by long press, by the menu key', async ({
  page,
}) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  const item = (name: string | RegExp) => page.getByRole('menuitem', { name })
  const expectMenu = async (...items: readonly (string | RegExp)[]) => {
    for (const name of items) await expect(item(name).first()).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menu')).toHaveCount(0)
  }
  const rightClick = (thing: string) =>
    drawn(page, thing)
      .locator('rect, path')
      .first()
      .click({ button: 'right', position: { x: 12, y: 12 } })
  await rightClick('storage')
  await expectMenu('Lose what storage holds', 'Corrupt a file')
  await rightClick('jobmanager')
  await expectMenu('Kill the JobManager', 'Fail the next trigger')
  await drawn(page, 'broker')
    .locator('rect')
    .first()
    .click({ button: 'right', position: { x: 5, y: 5 } })
  await expectMenu('Fail a commit', /^The transactions of sink-0 expire/)
  await page.locator('g[data-channel="0"] rect').first().click({ button: 'right' })
  await expectMenu('source-0', 'count-0', /^Drop a record/)
  const task = drawn(page, '"type":"task","actor":4')
  const { x, y } = (await task.boundingBox())!
  await task.dispatchEvent('pointerdown', {
    pointerType: 'touch',
    clientX: x + 9,
    clientY: y + 9,
    bubbles: true,
  })
  await expectMenu('Kill count-1', /^Pause count-1/)
  const name = page.getByTestId('flow-twin').getByRole('button', { name: 'count-1', exact: true })
  await name.focus()
  await page.keyboard.press('Shift+F10')
  await expectMenu('Kill count-1')
})

test('checkpointing is off: a failure loses all that was counted, and it can be turned on', async ({
  page,
}) => {
  await openPage(page)
  await configure(page, { 'execution.checkpointing.interval': null })
  for (let i = 0; i < 120; i++) await page.keyboard.press('j')
  await tab(page, 'Checkpoint').click()
  await expect(page.getByText('Checkpointing is off, as it is by default in Flink.')).toBeVisible()
  await page.keyboard.press('1')
  await choose(drawn(page, '"type":"task","actor":4'), 'Kill count-1')
  await toFailure(page, /All six tasks stop/)
  // No checkpoint is to come: the run goes to its end.
  await next(page, 'checkpoint complete')
  await expect(page.getByText(/attempt 2 · from the start/)).toBeAttached()
  await page.keyboard.press('2')
  await button(page, 'Turn on, every 70 ms').click()
  await page.keyboard.press('1')
  await next(page, 'checkpoint complete')
  await expect(narration(page)).toContainText(/Checkpoint \d is complete/)
})

test('with high availability a new JobManager goes on from the last completed checkpoint', async ({
  page,
}) => {
  await openPage(page)
  await configure(page, { 'high-availability.type': 'kubernetes' })
  await next(page, 'checkpoint complete')
  await choose(drawn(page, 'jobmanager'), 'Kill the JobManager')
  await expect(narration(page)).toContainText('The job is SUSPENDED')
  await expect(twin(page, 'coordinator')).toContainText('The JobManager is down.')
  await next(page, 'checkpoint complete')
  await expect(page.getByText(/attempt 2 · from chk-\d/)).toBeVisible()
  await expect(await logged(page, 'LeaderElected')).toHaveCount(1)
  await tab(page, 'Verdict').click()
  await expect(page.getByRole('heading', { name: 'Exactly once holds' })).toBeVisible()
})

test('the job is stopped with a savepoint, and starts again from it with another parallelism', async ({
  page,
}) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  await button(page, 'Savepoint').click()
  await page.getByRole('menuitem', { name: 'Stop with savepoint: suspend' }).click()
  await expect(narration(page)).toContainText('You stop the job with a savepoint')
  await next(page, 'checkpoint complete')
  const id = /Savepoint (\d+) is complete/.exec(await narration(page).innerText())![1]!
  await page.keyboard.press('Shift+ArrowRight')
  await expect(twin(page, 'coordinator')).toContainText('The job is FINISHED')
  await expect(twin(page, 'storage')).toContainText('savepoint-')
  await tab(page, 'State').click()
  await button(page, 'Key groups and rescaling').click()
  await button(page, `Restart from savepoint ${id} with parallelism 4`).click()
  await expect(page.getByText(`The job starts again from savepoint ${id} with parallelism 4.`)).toBeVisible()
  await expect(twin(page, 'count-3')).toBeAttached()
  await next(page, 'checkpoint complete')
  await expect(twin(page, 'verdict')).toContainText('Exactly once holds. Lost 0, duplicated 0.')
})
