import { describe, expect, it } from 'vitest'
import { ticksOf, timeLabel } from './ticks.ts'
import { bounded, fitted, followed, moved, paged, widthOf, zoomed } from './viewport.ts'

const view = { from: 100_000, to: 260_000 }

describe('the view of space–time', () => {
  it('follows with the playhead at 86 % of its width', () => {
    const next = followed(view, 271_000)
    expect(widthOf(next)).toBe(160_000)
    expect((271_000 - next.from) / 160_000).toBeCloseTo(0.86)
  })

  it('turns the page only when the playhead has left it', () => {
    expect(paged(view, 200_000)).toBe(view)
    expect(paged(view, 300_000)).toEqual(followed(view, 300_000))
    expect(paged(view, 50_000)).toEqual(followed(view, 50_000))
  })

  it('lets a reader who looks elsewhere alone, and brings one along whose step left the view', () => {
    const elsewhere = { view, following: false, now: 900_000 }
    expect(moved(elsewhere, 901_000, false).view).toBe(view)
    const here = { view, following: false, now: 259_000 }
    expect(moved(here, 259_500, false).view).toBe(view)
    expect(moved(here, 261_000, false).view).toEqual(followed(view, 261_000))
  })

  it('keeps what is under the pointer where it is', () => {
    const closer = zoomed(view, 2, 140_000)
    expect(widthOf(closer)).toBe(80_000)
    expect((140_000 - closer.from) / 80_000).toBeCloseTo((140_000 - view.from) / 160_000)
  })

  it('fits all of a stretch and never loses the run', () => {
    const all = fitted(0, 400_000)
    expect(all.from).toBeLessThanOrEqual(0)
    expect(all.to).toBeGreaterThanOrEqual(400_000)
    expect(bounded({ from: 9_000_000, to: 9_100_000 }, 400_000).from).toBeLessThan(400_000)
  })
})

describe('ticks', () => {
  it('stand at round times, far enough apart', () => {
    const labels = ticksOf({ from: 126_000, to: 288_000 }, 1000).filter(tick => tick.major)
    expect(labels.map(tick => tick.label)).toContain('200 ms')
    for (let i = 1; i < labels.length; i++) {
      const apart = ((labels[i]?.time ?? 0) - (labels[i - 1]?.time ?? 0)) / 162_000
      expect(apart * 1000).toBeGreaterThan(80)
    }
  })

  it('have as many places as they need', () => {
    expect(timeLabel(12_500, 500)).toBe('12.5 ms')
    expect(timeLabel(140_000, 20_000)).toBe('140 ms')
    expect(timeLabel(12_000_000, 500_000)).toBe('12.0 s')
  })
})
