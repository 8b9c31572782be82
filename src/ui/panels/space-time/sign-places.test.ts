import { describe, expect, it } from 'vitest'
import { placeSigns } from './sign-places.ts'
import type { Mark, MarkKind } from './timeline-things.ts'

const sign = (kind: MarkKind, time: number, checkpoint: number): Mark => ({
  kind,
  actor: 0,
  start: time,
  end: time,
  step: time,
  checkpoint,
})

describe('placeSigns', () => {
  it('leaves signs that have room at their time', () => {
    const signs = [sign('triggered', 10, 1), sign('completed', 80, 1), sign('triggered', 150, 2)]
    expect([...placeSigns(signs, time => time).values()]).toEqual([10, 80, 150])
  })

  it('sets a trigger and the completion before it side by side, in their order', () => {
    const completed = sign('completed', 100, 1)
    const triggered = sign('triggered', 100, 2)
    const places = placeSigns([triggered, completed], time => time)
    const [left, right] = [places.get(completed) ?? 0, places.get(triggered) ?? 0]
    expect(right - left).toBeGreaterThan(17)
    expect((left + right) / 2).toBeCloseTo(100)
  })
})
