import { expect, test } from 'vitest'
import { inHashOrder } from './hash-order.ts'

type Bounds = readonly [start: number, end: number]

const order = (windows: readonly Bounds[]) => inHashOrder(windows, ([start, end]) => start + end)

/** Read from a java.util.HashSet of windows whose hash codes are mixed as Flink mixes them. */
const RECORDED: readonly (readonly [inserted: readonly Bounds[], walked: readonly Bounds[]])[] = [
  [
    [
      [298, 683],
      [1011, 1457],
      [1425, 1733],
    ],
    [
      [1011, 1457],
      [298, 683],
      [1425, 1733],
    ],
  ],
  [
    [
      [742, 1154],
      [708, 969],
      [1700000006546, 1700000006683],
      [-315, -110],
    ],
    [
      [-315, -110],
      [1700000006546, 1700000006683],
      [742, 1154],
      [708, 969],
    ],
  ],
]

/** Fourteen are more than three quarters of sixteen buckets: the set has grown to thirty-two. */
const GROWN: readonly Bounds[] = [
  [1700000092249, 1700000092390],
  [1700000000419, 1700000000453],
  [1700000083272, 1700000083608],
  [60, 85],
  [-95, -63],
  [805, 933],
  [1700000031289, 1700000031378],
  [1260, 1400],
  [984, 1349],
  [963, 1259],
  [1189, 1456],
  [609, 625],
  [-45, 382],
  [1700000041250, 1700000041401],
]
const GROWN_INSERTED = [10, 7, 12, 1, 13, 8, 0, 4, 6, 9, 3, 2, 11, 5]

test.each(RECORDED)('windows are walked as Java walks them', (inserted, walked) => {
  expect(order(inserted)).toEqual(walked)
})

test('a set that has grown has more buckets', () => {
  expect(order(GROWN_INSERTED.map(i => GROWN[i]!))).toEqual(GROWN)
  expect(order(GROWN.slice(0, 12))).not.toEqual(GROWN.slice(0, 12))
})

test('windows of one bucket stay in the order of insertion', () => {
  expect(
    order([
      [0, 10],
      [4, 6],
    ]),
  ).toEqual([
    [0, 10],
    [4, 6],
  ])
  expect(
    order([
      [4, 6],
      [0, 10],
    ]),
  ).toEqual([
    [4, 6],
    [0, 10],
  ])
})
