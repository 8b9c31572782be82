/** Words for what lies in a store: how long ago, and which pipeline. */
import { session } from '../../../store/session.ts'
import type { Language } from '../../../store/preferences.ts'
import type { StoredJob } from '../../../worker/storage-protocol.ts'

const STEPS: readonly (readonly [unit: 'second' | 'minute' | 'hour' | 'day', ms: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
]

/** `3 minutes ago`. */
export function age(savedAtMs: number, nowMs: number, language: Language): string {
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const passed = Math.max(0, nowMs - savedAtMs)
  const [unit, ms] = STEPS.find(([, size]) => passed >= size) ?? (['second', 1000] as const)
  return words.format(-Math.floor(passed / ms), unit)
}

/** The pipeline's title, or what the job was called where the pipeline is not known. */
export function titleOf(job: StoredJob, language: Language): string {
  const pipeline = session.getState().pipelines.find(({ id }) => id === job.pipeline)
  return pipeline?.title[language] ?? (job.jobName === '' ? job.job.slice(0, 8) : job.jobName)
}
