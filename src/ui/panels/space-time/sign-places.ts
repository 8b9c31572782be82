/**
 * Where the signs of the coordinator's lane stand: at their time, and moved apart as little as needed where a trigger
 * follows a completion at once. What is drawn on the canvas stays at its exact time.
 */
import { plateWidth } from '../../marks/lane-signs.tsx'
import { spread } from '../../marks/spread.ts'
import type { Mark } from './timeline-things.ts'

const DISC_WIDTH = 17
const GAP = 2
/** No sign is ever that far away. */
const FAR = 1e9
/** At one moment a checkpoint ends before the next begins. */
const rankOf = (mark: Mark): number => (mark.kind === 'triggered' ? 1 : 0)

const widthOf = (mark: Mark): number =>
  mark.kind === 'triggered' ? plateWidth(mark.checkpoint) + 1 : DISC_WIDTH

export function placeSigns(signs: readonly Mark[], x: (time: number) => number): ReadonlyMap<Mark, number> {
  const places = new Map(signs.map(mark => [mark, x(mark.start)]))
  const lane = signs
    .filter(mark => mark.kind !== 'stored' && mark.kind !== 'failed' && mark.kind !== 'crossing')
    .toSorted((a, b) => a.start - b.start || rankOf(a) - rankOf(b) || a.step - b.step)
  // Pools of signs that touch: each is spread by itself, so that those with room stay where they are.
  let pool: Mark[] = []
  const settle = () => {
    const items = pool.map(mark => ({ at: x(mark.start), width: widthOf(mark) }))
    spread(items, -FAR, FAR, GAP).forEach((place, i) => {
      const mark = pool[i]
      if (mark !== undefined) places.set(mark, place)
    })
    pool = []
  }
  for (const mark of lane) {
    const last = pool.at(-1)
    if (last !== undefined && x(mark.start) - x(last.start) > 2 * (DISC_WIDTH + GAP)) settle()
    pool.push(mark)
  }
  settle()
  return places
}
