/**
 * Journeys: `e2e/*.spec.ts`, over the built page, in a real Chromium.
 * `npm run e2e` builds the page, chooses a free port and names the browser; see tools/e2e.mjs.
 */
import { defineConfig, devices } from '@playwright/test'

const port = Number(process.env['WEIR_PORT'] ?? 4319)
const outDir = process.env['WEIR_OUT_DIR'] ?? 'dist'
const executablePath = process.env['CHROMIUM_PATH']
const resultsFile = process.env['WEIR_RESULTS']

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  retries: 1,
  expect: { timeout: 10_000 },
  reporter: resultsFile === undefined ? [['list']] : [['list'], ['json', { outputFile: resultsFile }]],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: `http://127.0.0.1:${port}/`,
    locale: 'en-US',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    launchOptions: {
      args: ['--no-sandbox'],
      ...(executablePath === undefined ? {} : { executablePath }),
    },
  },
  webServer: {
    command: `npx vite preview --host 127.0.0.1 --port ${port} --strictPort --outDir ${outDir}`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
    timeout: 30_000,
  },
})
