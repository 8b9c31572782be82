/** The run's statistics at the cursor, as the answers of Flink's REST interface, by their paths. */
import type { TraceKind, TraceRow } from '../engine/api/trace.ts'
import { answerFiles } from '../interop/flink-rest/answer-files.ts'
import { STATISTICS_KINDS } from '../interop/flink-rest/checkpoint-past.ts'
import { runAnswers } from '../interop/flink-rest/run-answers.ts'
import { REST_KINDS } from '../interop/flink-rest/run-data.ts'
import { restStatistics, type StatisticsAnswer } from '../interop/flink-rest/statistics.ts'
import { zipTexts } from '../interop/zip-file/zip-of-many.ts'
import { loadLog } from './driver.ts'
import { saveBlob } from './files.ts'
import { session, type Session } from './session.ts'

export type Statistics = Readonly<Record<string, StatisticsAnswer>>

/** More than the trace of any run keeps. */
const ROWS_MAX = 10_000_000

interface Moment {
  readonly scene: NonNullable<Session['scene']>
  readonly frame: NonNullable<Session['frame']>
  readonly epochMs: number
  readonly config: NonNullable<Session['state']>['spec']['config']
  readonly rows: readonly TraceRow[]
}

/** Null: there is no run, or the cursor has moved to another branch while the rows came. */
async function momentWith(kinds: ReadonlySet<TraceKind>): Promise<Moment | null> {
  const { scene, frame, state } = session.getState()
  if (scene === null || frame === null || state === null) return null
  const { branch, step } = frame.cursor
  const rows = await loadLog({ fromStep: 0, toStep: step, kinds: [...kinds], limit: ROWS_MAX })
  if (session.getState().frame?.cursor.branch !== branch) return null
  return { scene, frame, epochMs: state.spec.epochMs, config: state.spec.config, rows }
}

/** Of checkpoints only. */
export async function readStatistics(): Promise<Statistics | null> {
  const moment = await momentWith(STATISTICS_KINDS)
  if (moment === null) return null
  const { coordinator, job } = moment.frame
  return restStatistics({ ...moment, coordinator, restoredFrom: job.restoredFrom })
}

/** Every answer about this step, each a file named by its path; the page opens the zip again. */
export async function saveAnswers(): Promise<void> {
  const moment = await momentWith(REST_KINDS)
  if (moment === null) return
  const bytes = zipTexts(answerFiles(runAnswers(moment)))
  const { pipeline } = moment.scene
  saveBlob(
    new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/zip' }),
    `weir-${pipeline}-step-${moment.frame.cursor.step}.rest.zip`,
  )
}
