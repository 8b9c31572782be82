import { describe, expect, it } from 'vitest'
import { spread } from './spread.ts'

const item = (at: number, width = 20) => ({ at, width })

describe('spread', () => {
  it('leaves items that have room where they are', () => {
    expect(spread([item(30), item(80)], 0, 200, 2)).toEqual([30, 80])
  })

  it('moves two that overlap apart by the same amount', () => {
    expect(spread([item(50), item(54)], 0, 200, 2)).toEqual([41, 63])
  })

  it('keeps everything inside the bounds', () => {
    expect(spread([item(0), item(1), item(2)], 0, 100, 0)).toEqual([10, 30, 50])
    expect(spread([item(100), item(101)], 0, 100, 0)).toEqual([70, 90])
  })

  it('shrinks the distances alike where there is no room', () => {
    expect(spread([item(10), item(11), item(12)], 0, 40, 0)).toEqual([10, 20, 30])
  })

  it('keeps the order and the distances for any input', () => {
    const wished = [5, 5, 6, 40, 41, 90, 300]
    const placed = spread(
      wished.map(at => item(at, 10)),
      0,
      200,
      1,
    )
    for (let i = 1; i < placed.length; i++) {
      expect((placed[i] ?? 0) - (placed[i - 1] ?? 0)).toBeGreaterThanOrEqual(11 - 1e-9)
    }
    expect(placed[6]).toBe(195)
  })
})
