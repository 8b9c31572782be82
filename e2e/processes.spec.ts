import { expect, test } from '@playwright/test'
import { button, configure, fault, logged, moveUntil, narration, next, openPage, tab, twin } from './page.ts'

test('a TaskManager is killed: its tasks are gone, another process comes, and the verdict stays exact', async ({
  page,
}) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  await expect(twin(page, 'count-1')).toContainText('In taskmanager-1.')
  await fault(page, 'Kill a TaskManager', 'Kill taskmanager-1')
  await expect(narration(page)).toContainText('You kill the process of taskmanager-1.')
  await next(page, 'failure')
  await next(page, 'checkpoint complete')
  await expect(twin(page, 'verdict')).toContainText('Exactly once holds.')
  await tab(page, 'Verdict').click()
  await expect(page.getByRole('heading', { name: 'What survives which failure' })).toBeVisible()
  await expect(page.getByText('A TaskManager dies')).toBeVisible()
})

test('without high availability nobody knows the job once its JobManager is killed', async ({ page }) => {
  await openPage(page)
  await next(page, 'checkpoint complete')
  await button(page, 'Fault').click()
  await page.getByRole('menuitem', { name: 'Kill the JobManager', exact: true }).click()
  await expect(narration(page)).toContainText('You kill the process of the JobManager.')
  await expect(twin(page, 'coordinator')).toContainText('The JobManager is down.')
})

test('a task hangs: it cannot be cancelled, its TaskManager ends itself, and the job goes on in another process', async ({
  page,
}) => {
  await openPage(page)
  await configure(page, { 'task.cancellation.interval': '20 ms', 'task.cancellation.timeout': '50 ms' })
  await next(page, 'checkpoint complete')
  await fault(page, 'Hang a task', 'Hang count-1 for 5 min')
  await expect(narration(page)).toContainText('its user function does not return and swallows interrupts')
  await fault(page, 'Kill a task', 'Kill count-0')
  await next(page, 'checkpoint complete')
  await expect(twin(page, 'verdict')).toContainText('Exactly once holds. Lost 0, duplicated 0.')
  await expect(twin(page, 'count-1')).toContainText('Running')
  const interrupts = await logged(page, 'It is interrupted, to no effect')
  await expect(interrupts).toHaveCount(3)
  await expect(await logged(page, 'a fatal error of taskmanager-1, which ends itself')).toHaveCount(1)
  await expect(await logged(page, 'taskmanager-1 is up again')).toHaveCount(1)
})

test('a TaskManager is cut off from the others: consumers fail until the network heals', async ({ page }) => {
  await openPage(page)
  await configure(page, {
    'weir.network.connection-timeout': '100 ms',
    'restart-strategy.fixed-delay.attempts': '100',
    'restart-strategy.fixed-delay.delay': '1 min',
  })
  await next(page, 'checkpoint complete')
  const cut = 'Cut taskmanager-1 off from the other TaskManagers for 5 min'
  await fault(page, 'Cut TaskManagers off from each other', cut)
  await expect(narration(page)).toContainText('You cut taskmanager-1 off from the other TaskManagers')
  await expect(twin(page, 'coordinator')).toContainText(
    'taskmanager-1 is cut off from the other TaskManagers.',
  )
  await next(page, 'failure')
  await moveUntil(page, 'Shift+ArrowRight', /count-\d|sink-0|source-\d/, 3)
  await expect(twin(page, 'coordinator')).toContainText('taskmanager-1 is cut off')
  // Again and again, as long as it lasts.
  await next(page, 'checkpoint complete')
  await expect(twin(page, 'coordinator')).not.toContainText('cut off')
  await expect(twin(page, 'verdict')).toContainText('Exactly once holds. Lost 0, duplicated 0.')
  await expect(await logged(page, 'reach each other again')).toHaveCount(1)
})
