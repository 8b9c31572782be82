import { expect, test } from 'vitest'
import { newBufferSizes, recalculate, type DebloatSettings } from './buffer-debloater.ts'

const SETTINGS: DebloatSettings = {
  period: 200_000,
  target: 1_000_000,
  threshold: 25,
  samples: 20,
  least: 256,
  most: 32_768,
}

/** What is announced, calculation by calculation, for ten buffers in use. */
function announced(throughputs: readonly number[], settings = SETTINGS): (number | null)[] {
  const sizes = newBufferSizes(settings)
  return throughputs.map(throughput => recalculate(sizes, throughput, 10, settings))
}

test('the size moves by a part of the difference, and is announced when it has moved enough', () => {
  expect(announced([1000, 1000, 1000])).toEqual([null, null, 24_294])
})

test('with one sample it is what the throughput asks for, within its limits', () => {
  const settings = { ...SETTINGS, samples: 1 }
  expect(announced([100_000], settings)).toEqual([10_000])
  expect(announced([0], settings)).toEqual([256])
  expect(announced([0, 10_000_000], settings)).toEqual([256, 512])
})

test('a small change is let be, but not one that reaches a limit', () => {
  const settings = { ...SETTINGS, samples: 1 }
  expect(announced([200_000, 190_000, 150_100, 150_000], settings)).toEqual([20_000, null, null, 15_000])
  expect(announced([300_000, 400_000], settings)).toEqual([null, null])
  expect(announced([10_000, 2600, 2000], settings)).toEqual([1000, 260, 256])
})

test('the largest size is announced once more when it is reached again', () => {
  const settings = { ...SETTINGS, samples: 1 }
  expect(announced([200_000, 900_000, 900_000], settings)).toEqual([20_000, 32_768, null])
})
