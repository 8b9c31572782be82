import { expect, test } from '@playwright/test'
import { button, fault, narration, next, openPage, tab, twin } from './page.ts'

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
