/** Unit tests: `*.test.ts` beside the source, in Node. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'node',
    include: ['{src,cli,tools}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**'],
    passWithNoTests: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
