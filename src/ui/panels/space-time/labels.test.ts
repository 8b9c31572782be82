import { describe, expect, it } from 'vitest'
import { overlaps, rect } from '../../marks/geometry.ts'
import { placeLabels, type LabelWish } from './labels.ts'

const wish = (id: string, over: Partial<LabelWish>): LabelWish => ({
  id,
  size: 12,
  weight: 600,
  low: 0,
  high: 1000,
  padding: 2,
  candidates: [],
  ...over,
})

const at = (x: number, text: string, anchor: 'start' | 'end' = 'start') => ({ x, y: 20, text, anchor })

describe('placeLabels', () => {
  it('takes the first place that is free', () => {
    const first = wish('one', { candidates: [at(100, 'chk-3 completed')] })
    const second = wish('two', {
      candidates: [at(150, 'chk-4 completed'), at(150, 'chk-4'), at(95, 'chk-4', 'end')],
    })
    const placed = placeLabels([first, second], [])
    expect(placed.map(label => label.text)).toEqual(['chk-3 completed', 'chk-4'])
    expect(placed[1]?.x).toBeLessThan(100)
  })

  it('leaves out what has no place, unless it insists', () => {
    const taken = [rect(0, 0, 1000, 40)]
    expect(placeLabels([wish('one', { candidates: [at(100, 'chk-3')] })], taken)).toEqual([])
    expect(
      placeLabels([wish('one', { candidates: [at(100, 'chk-3')], insistent: true })], taken),
    ).toHaveLength(1)
  })

  it('keeps inside its bounds', () => {
    const label = wish('one', {
      high: 150,
      candidates: [at(140, 'consistent cut 3'), at(140, 'consistent cut 3', 'end')],
    })
    const [placed] = placeLabels([label], [])
    expect((placed?.box.x ?? 0) + (placed?.box.width ?? 0)).toBeLessThanOrEqual(150)
  })

  it('never lets two cover one another', () => {
    const wishes = Array.from({ length: 40 }, (_, i) =>
      wish(`l${i}`, {
        candidates: [at(i * 23, `chk-${i} completed`), at(i * 23, `chk-${i}`), at(i * 23, `chk-${i}`, 'end')],
      }),
    )
    const placed = placeLabels(wishes, [])
    placed.forEach((label, i) => {
      for (const other of placed.slice(i + 1)) expect(overlaps(label.box, other.box)).toBe(false)
    })
  })
})
