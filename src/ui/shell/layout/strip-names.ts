/** Where the names of checkpoints stand in the projector's strip: in their spans, behind or above them, never over another. */
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
  readonly place: 'inside' | 'behind' | 'above'
}

/** The size of `--table-size` in the projector. */
const FONT_SIZE = 22
const MARGIN = 14
const BEHIND_OPEN = 16
const BEHIND = 10

/**
 * One for each span; null where no name of it has room. A longer name behind is better than a shorter one inside; above
 * stands the shortest one, where there is room neither in nor behind the span.
 * `playhead` and `width` are pixels from the left of the strip.
 */
export function placeNames(
  spans: readonly StripSpan[],
  playhead: number,
  width: number,
): readonly (PlacedName | null)[] {
  const above: { readonly left: number; readonly right: number }[] = []
  return spans.map(span => {
    const inside = span.open ? 0 : span.right - span.left - 2 * MARGIN
    const gap = span.open ? BEHIND_OPEN : BEHIND
    const behind = nextLeft(spans, span, playhead, width) - span.right - gap
    for (const text of span.names) {
      const needed = textWidth(text, FONT_SIZE, 650)
      if (needed <= inside) return { text, place: 'inside' }
      if (needed <= behind) return { text, place: 'behind' }
    }
    const text = span.names.at(-1) ?? ''
    const place = { left: span.left, right: span.left + textWidth(text, FONT_SIZE, 650) + BEHIND }
    const isFree = above.every(other => other.left >= place.right || other.right <= place.left)
    if (!isFree || (place.left < playhead && place.right > playhead)) return null
    above.push(place)
    return { text, place: 'above' }
  })
}

/** Where the next span begins, the playhead stands or the strip ends. */
function nextLeft(spans: readonly StripSpan[], span: StripSpan, playhead: number, width: number): number {
  const later = spans.filter(other => other !== span && other.left >= span.left).map(({ left }) => left)
  const end = span.right + BEHIND < playhead ? playhead - BEHIND : width
  return Math.min(end, ...later)
}
