/** The sentence of a trace row, in the language asked for. The frame of the same step makes it say more. */
import type { Frame, Scene } from '../../engine/api/frame.ts'
import type { TraceKind, TraceRow } from '../../engine/api/trace.ts'
import type { Language } from '../../store/preferences.ts'
import { factsOf } from './facts.ts'
import { narrationEn } from './narration-en.ts'
import { narrationZh } from './narration-zh.ts'
import { joinSentences, say, type Sentence } from './sentence.ts'

/** What a step did besides its first row and that a person would be told in the same breath. */
const TOLD_TOO: readonly TraceKind[] = [
  'BarrierOvertook',
  'TaskFailed',
  'CheckpointAborted',
  'JobStatusChanged',
  'CheckpointSubsumed',
  'TransactionAborted',
  'TaskStarted',
]

/** One row by itself. */
export function narrate(row: TraceRow, scene: Scene, frame: Frame | null, language: Language): Sentence {
  const tell = (language === 'zh' ? narrationZh : narrationEn)[row.kind]
  return tell(factsOf(row, scene, frame))
}

/** The step that the frame shows: its first row, and what else it did; null before the first step. */
export function narrateStep(frame: Frame, scene: Scene, language: Language): Sentence | null {
  const [first, ...others] = frame.rows
  if (first === undefined) return null
  const told = [first, ...others.filter(row => TOLD_TOO.includes(row.kind))]
  return joinSentences(
    told.flatMap(row => {
      const sentence = narrate(row, scene, frame, language)
      const isOneTooMany = row.kind === 'CheckpointAborted' && hasFailedOfCheckpoints(frame)
      return isOneTooMany ? [sentence, oneTooMany(scene, language)] : [sentence]
    }),
    language === 'zh' ? '' : ' ',
  )
}

/** The job fails at this step because more checkpoints have failed than are tolerated. */
function hasFailedOfCheckpoints({ cursor, job }: Frame): boolean {
  const [newest] = job.exceptions
  return newest?.time === cursor.time && newest.message.startsWith(TOLERABLE_EXCEEDED)
}

/** As Flink words it. */
const TOLERABLE_EXCEEDED = 'Exceeded checkpoint tolerable failure threshold'

function oneTooMany({ settings }: Scene, language: Language): Sentence {
  const allowed = `execution.checkpointing.tolerable-failed-checkpoints`
  const count = settings.tolerableFailedCheckpoints
  return language === 'zh'
    ? say`${allowed} 为 ${count}：这次失败超出容忍，作业因此失败。`
    : say`${allowed} is ${count}: this failure is one too many, and fails the job.`
}
