/** The sentence of a trace row, in the language asked for. The frame of the same step makes it say more. */
import type { Frame, Scene } from '../../engine/api/frame.ts'
import type { TraceRow } from '../../engine/api/trace.ts'
import type { Language } from '../../store/preferences.ts'
import { factsOf } from './facts.ts'
import { narrationEn } from './narration-en.ts'
import { narrationZh } from './narration-zh.ts'
import type { Sentence } from './sentence.ts'

export function narrate(row: TraceRow, scene: Scene, frame: Frame | null, language: Language): Sentence {
  const tell = (language === 'zh' ? narrationZh : narrationEn)[row.kind]
  return tell(factsOf(row, scene, frame))
}
