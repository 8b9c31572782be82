/** What every card needs besides its own task. */
import type { Frame } from '../../../engine/api/frame.ts'
import type { InputWatermark } from '../../../store/watermarks.ts'
import type { useText } from '../../i18n/texts.ts'
import type { KeySlot } from '../../kit/tokens.ts'
import type { FlowTexts } from './text.ts'

export interface CardContext {
  readonly frame: Frame
  readonly texts: FlowTexts
  readonly shared: ReturnType<typeof useText>
  readonly slotOf: (key: string | null) => KeySlot
  readonly keyOrder: (key: string) => number
  /** Vertices that hold state by key. */
  readonly keyed: ReadonlySet<number>
  /** Watermarks are made in this run; cards have a line for them. */
  readonly eventTime: boolean
  /** By channel; empty where no watermarks are made. */
  readonly watermarks: ReadonlyMap<number, InputWatermark>
}

export const CARD_PADDING = 12
