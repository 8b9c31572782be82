/** The restart strategy as the answer about a job's configuration says it: RestartStrategyDescriptionUtils. */
import { parseDuration } from '../../base/duration.ts'
import type { Config } from '../../engine/api/spec.ts'
import { isoDuration } from './iso-duration.ts'

const TYPES: Readonly<Record<string, (config: Config) => string>> = {
  none: () => 'Restart deactivated.',
  'fixed-delay': fixedDelay,
  'failure-rate': failureRate,
  'exponential-delay': exponentialDelay,
}
const ALIASES: Readonly<Record<string, string>> = {
  off: 'none',
  disable: 'none',
  fixeddelay: 'fixed-delay',
  failurerate: 'failure-rate',
  exponentialdelay: 'exponential-delay',
}

export function restartText(config: Config): string {
  const given = config['restart-strategy.type'] ?? config['restart-strategy']
  if (given === undefined) return 'Cluster level default restart strategy'
  const name = given.trim().toLowerCase()
  return TYPES[ALIASES[name] ?? name]?.(config) ?? 'Cluster level default restart strategy'
}

const valueOf = (config: Config, key: string, initial: string): string =>
  config[`restart-strategy.${key}`] ?? initial

const durationOf = (config: Config, key: string, initial: string): string =>
  isoDuration(parseDuration(valueOf(config, key, initial)) ?? 0)

/** Java's `%f`. */
const decimalOf = (config: Config, key: string, initial: string): string =>
  Number(valueOf(config, key, initial)).toFixed(6)

function fixedDelay(config: Config): string {
  const delay = durationOf(config, 'fixed-delay.delay', '1 s')
  return `Restart with fixed delay (${delay}). #${valueOf(config, 'fixed-delay.attempts', '1')} restart attempts.`
}

function failureRate(config: Config): string {
  const most = valueOf(config, 'failure-rate.max-failures-per-interval', '1')
  const interval = durationOf(config, 'failure-rate.failure-rate-interval', '1 min')
  const delay = durationOf(config, 'failure-rate.delay', '1 s')
  return `Failure rate restart with maximum of ${most} failures within interval ${interval} and fixed delay ${delay}.`
}

function exponentialDelay(config: Config): string {
  const key = (name: string) => `exponential-delay.${name}`
  const first = durationOf(config, key('initial-backoff'), '1 s')
  const most = durationOf(config, key('max-backoff'), '1 min')
  const reset = durationOf(config, key('reset-backoff-threshold'), '1 h')
  const factor = decimalOf(config, key('backoff-multiplier'), '1.5')
  const jitter = decimalOf(config, key('jitter-factor'), '0.1')
  return `Restart with exponential delay: starting at ${first}, increasing by ${factor}, with maximum ${most}. Delay resets after ${reset} with jitter ${jitter}`
}
