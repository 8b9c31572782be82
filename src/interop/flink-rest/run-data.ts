/** What a run's answers are made of: the run at one step, and the rows that led there. */
import type { Frame, Scene } from '../../engine/api/frame.ts'
import type { Config } from '../../engine/api/spec.ts'
import type { TraceKind, TraceRow } from '../../engine/api/trace.ts'
import { STATISTICS_KINDS } from './checkpoint-past.ts'
import { JOB_KINDS } from './job-past.ts'

export interface RunData {
  readonly scene: Scene
  /** The moment virtual time 0 stands for, in ms. */
  readonly epochMs: number
  readonly config: Config
  readonly frame: Frame
  /** All of {@link REST_KINDS} from the first step on. */
  readonly rows: readonly TraceRow[]
}

/** The rows that answers are made of; none of them is ever left out of a trace. */
export const REST_KINDS: ReadonlySet<TraceKind> = new Set<TraceKind>([...STATISTICS_KINDS, ...JOB_KINDS])

const MICROS_PER_MS = 1000

/** Ms since the epoch, as a clock shows it. */
export const momentOf = ({ epochMs }: Pick<RunData, 'epochMs'>, micros: number): number =>
  epochMs + Math.floor(micros / MICROS_PER_MS)

export const nowOf = (data: RunData): number => momentOf(data, data.frame.cursor.time)
