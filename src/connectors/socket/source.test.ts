import { expect, test } from 'vitest'
import { socket } from './source.ts'

test('one split that cannot be read again', () => {
  expect(socket(['a', 'b'], { arrivals: { intervalUs: 10 } })).toEqual({
    splits: [{ id: 'localhost:9999', values: ['a', 'b'], timestamps: null, arrivals: [0, 10] }],
    bounded: true,
    replayable: false,
  })
})
