import { expect, test } from 'vitest'
import { restartText } from './restart-text.ts'

const config = (type: string, values: Readonly<Record<string, string>> = {}) => ({
  'restart-strategy.type': type,
  ...Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`restart-strategy.${type}.${key}`, value]),
  ),
})

test.each([
  [{}, 'Cluster level default restart strategy'],
  [config('none'), 'Restart deactivated.'],
  [{ 'restart-strategy': 'disable' }, 'Restart deactivated.'],
  [
    config('fixed-delay', { attempts: '3', delay: '100 ms' }),
    'Restart with fixed delay (PT0.1S). #3 restart attempts.',
  ],
  [
    config('failure-rate', { 'max-failures-per-interval': '5', delay: '15 s' }),
    'Failure rate restart with maximum of 5 failures within interval PT1M and fixed delay PT15S.',
  ],
  [
    config('exponential-delay'),
    'Restart with exponential delay: starting at PT1S, increasing by 1.500000, with maximum PT1M. Delay resets after PT1H with jitter 0.100000',
  ],
])('%o is said as Flink says it', (given, text) => {
  expect(restartText(given)).toBe(text)
})
