/** The sentence of a trace row, in the language asked for. The frame of the same step makes it say more. */
import type { Frame, Scene } from '../../engine/api/frame.ts'
import type { TraceKind, TraceRow } from '../../engine/api/trace.ts'
import type { Language } from '../../store/preferences.ts'
import { factsOf } from './facts.ts'
import { narrationEn } from './narration-en.ts'
import { narrationZh } from './narration-zh.ts'
import { joinSentences, type Sentence } from './sentence.ts'

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
    told.map(row => narrate(row, scene, frame, language)),
    language === 'zh' ? '' : ' ',
  )
}
