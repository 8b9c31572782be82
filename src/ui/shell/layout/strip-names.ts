/** Where the names of checkpoints stand in the projector's strip: in their spans or behind them, never over another. */
import { textWidth } from '../../marks/text-width.ts'

export interface StripSpan {
  /** The longest first. */
  readonly names: readonly string[]
  /** Pixels from the left of the strip. */
  readonly left: number
  readonly right: number
  /** Still in progress: it ends at the playhead, and its name stands beyond that. */
  readonly open: boolean
}

export interface PlacedName {
  readonly text: string
  readonly behind: boolean
}

/** The size of `--table-size` in the projector. */
const FONT_SIZE = 22
const MARGIN = 14
const BEHIND_OPEN = 16
const BEHIND = 10

/**
 * One for each span; null where no name of it has room. A longer name behind is better than a shorter one inside.
 * `playhead` and `width` are pixels from the left of the strip.
 */
export function placeNames(
  spans: readonly StripSpan[],
  playhead: number,
  width: number,
): readonly (PlacedName | null)[] {
  return spans.map(span => {
    const inside = span.open ? 0 : span.right - span.left - 2 * MARGIN
    const gap = span.open ? BEHIND_OPEN : BEHIND
    const behind = nextLeft(spans, span, playhead, width) - span.right - gap
    for (const text of span.names) {
      const needed = textWidth(text, FONT_SIZE, 650)
      if (needed <= inside) return { text, behind: false }
      if (needed <= behind) return { text, behind: true }
    }
    return null
  })
}

/** Where the next span begins, the playhead stands or the strip ends. */
function nextLeft(spans: readonly StripSpan[], span: StripSpan, playhead: number, width: number): number {
  const later = spans.filter(other => other !== span && other.left >= span.left).map(({ left }) => left)
  const end = span.right + BEHIND < playhead ? playhead - BEHIND : width
  return Math.min(end, ...later)
}
