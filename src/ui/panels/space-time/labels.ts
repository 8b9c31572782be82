/**
 * Words on the diagram, placed so that none covers another: each label has places it would like, best first, and
 * takes the first that is free. What finds no place is left out; its mark remains.
 */
import { overlaps, rect, type Rect } from '../../marks/geometry.ts'
import { textWidth, type Weight } from '../../marks/text-width.ts'

export interface Candidate {
  readonly x: number
  readonly y: number
  readonly text: string
  readonly anchor: 'start' | 'end'
}

export interface LabelWish {
  readonly id: string
  readonly size: number
  readonly weight: Weight
  readonly candidates: readonly Candidate[]
  /** Must lie between these. */
  readonly low: number
  readonly high: number
  /** Air round the text; a framed label has more. */
  readonly padding: number
  /** Shown whatever it covers: it is what the reader looks for. */
  readonly insistent?: boolean
}

export interface PlacedLabel {
  readonly id: string
  readonly text: string
  /** Left end of the text, and its middle. */
  readonly x: number
  readonly y: number
  readonly box: Rect
}

/** In the order of the wishes: the first has the first choice. `taken` is what no label may cover. */
export function placeLabels(wishes: readonly LabelWish[], taken: readonly Rect[]): PlacedLabel[] {
  const covered = [...taken]
  const placed: PlacedLabel[] = []
  for (const wish of wishes) {
    const options = wish.candidates.map(candidate => boxOf(wish, candidate))
    const inside = options.filter(
      option => option.box.x >= wish.low && option.box.x + option.box.width <= wish.high,
    )
    const free = inside.find(option => !covered.some(other => overlaps(option.box, other)))
    const chosen = free ?? (wish.insistent === true ? (inside[0] ?? options[0]) : undefined)
    if (chosen === undefined) continue
    covered.push(chosen.box)
    placed.push(chosen)
  }
  return placed
}

function boxOf(wish: LabelWish, { x, y, text, anchor }: Candidate): PlacedLabel {
  const width = textWidth(text, wish.size, wish.weight)
  const left = anchor === 'start' ? x : x - width
  const height = wish.size + 4
  const box = rect(left - wish.padding, y - height / 2 - 1, width + 2 * wish.padding, height + 2)
  return { id: wish.id, text, x: left, y, box }
}
