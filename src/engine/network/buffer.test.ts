import { describe, expect, test } from 'vitest'
import { Hasher } from '../../base/hash.ts'
import { PLAIN_OPTIONS, withKind } from '../checkpoint/options.ts'
import { entryBytes, isBuffer, isOvertaking, OpenBuffer, type Buffer } from './buffer.ts'

const hashOf = (buffer: { hashInto: (hasher: Hasher) => void }) => {
  const hasher = new Hasher()
  buffer.hashInto(hasher)
  return hasher.hex()
}

/** Record `i` came from partition i, offset 10 + i, as output i + 1 of it. */
function opened(
  count: number,
  timestampOf: (i: number) => number | null = i => i,
  room?: number,
): OpenBuffer {
  const open = new OpenBuffer(room)
  for (let i = 0; i < count; i++) open.add(`v${i}`, `k${i}`, timestampOf(i), i, 10 + i, i + 1)
  return open
}

const entries = (buffer: Buffer) =>
  Array.from({ length: buffer.size }, (_, i) => [
    buffer.values[i],
    buffer.keys[i],
    buffer.timestampAt(i),
    buffer.partitionAt(i),
    buffer.offsetAt(i),
    buffer.pathAt(i),
  ])

describe('a buffer', () => {
  test('holds what was put in, beyond the room that it had at first', () => {
    for (const room of [1, 8, 40]) {
      const buffer = opened(20, i => i * 5, room).close()
      expect(buffer.size).toBe(20)
      expect(entries(buffer)).toEqual(
        Array.from({ length: 20 }, (_, i) => [`v${i}`, `k${i}`, i * 5, i, 10 + i, i + 1]),
      )
    }
  })

  test('knows which of its records have no timestamp', () => {
    const timestampOf = (i: number) => (i === 2 ? 0 : null)
    const buffer = opened(4, timestampOf).close()
    expect([0, 1, 2, 3].map(i => buffer.timestampAt(i))).toEqual([null, null, 0, null])
    expect(
      opened(2, () => null)
        .close()
        .timestampAt(1),
    ).toBeNull()
  })

  test('tells marks from records, and what they are', () => {
    const open = opened(2)
    open.addMark({ type: 'watermark', timestamp: 7 })
    open.addMark({ type: 'status', idle: true })
    open.addMark({ type: 'status', idle: false })
    open.add('last', null, null, 0, 0, 0)
    const buffer = open.close()
    expect(Array.from({ length: 6 }, (_, i) => buffer.isMark(i))).toEqual([
      false,
      false,
      true,
      true,
      true,
      false,
    ])
    expect([2, 3, 4].map(i => buffer.markAt(i))).toEqual([
      { type: 'watermark', timestamp: 7 },
      { type: 'status', idle: true },
      { type: 'status', idle: false },
    ])
    expect([2, 3, 4].map(i => [buffer.offsetAt(i), buffer.pathAt(i)])).toEqual([
      [0, 0],
      [1, 0],
      [0, 0],
    ])
    expect(() => buffer.markAt(0)).toThrow('the entry is a mark')
    expect([buffer.records, buffer.recordsFrom(1), buffer.recordsFrom(2), buffer.recordsFrom(6)]).toEqual([
      3, 2, 1, 0,
    ])
  })

  test('has the modelled size of its entries', () => {
    expect([entryBytes('abc'), entryBytes(5), entryBytes(null)]).toEqual([19, 24, 24])
    const open = opened(3)
    expect(open.bytes).toBe(54)
    const buffer = open.close()
    expect([0, 1, 3].map(from => buffer.bytesFrom(from))).toEqual([54, 36, 0])
  })

  test('gives what lies behind a place as a buffer of its own', () => {
    const buffer = opened(5).close()
    expect(buffer.rest(0)).toBe(buffer)
    for (const from of [1, 4, 5]) {
      const rest = buffer.rest(from)
      expect(entries(rest)).toEqual(entries(buffer).slice(from))
    }
  })

  test('is at its old size again when it is closed early: what was put in later is not of it', () => {
    const open = opened(3)
    const short = hashOf(opened(2))
    open.size = 2
    open.bytes = 36
    expect(hashOf(open)).toBe(short)
    open.bytes += 1
    expect(hashOf(open)).not.toBe(short)
    expect(open.close().size).toBe(2)
    expect(hashOf(open.buffer)).toBe(hashOf(opened(2).close()))
  })

  test('has a hash of all that is in it', () => {
    const whole = hashOf(opened(2).close())
    expect(hashOf(opened(2, i => i, 30).close())).toBe(whole)
    const others = [opened(1), opened(3), opened(2, i => i + 1), opened(2, () => null)]
    const parts: readonly (readonly [unknown, string | null, number, number, number])[] = [
      ['x', 'k1', 1, 11, 2],
      ['v1', 'x', 1, 11, 2],
      ['v1', null, 1, 11, 2],
      ['v1', 'k1', 9, 11, 2],
      ['v1', 'k1', 1, 99, 2],
      ['v1', 'k1', 1, 11, 9],
    ]
    for (const [value, key, partition, offset, path] of parts) {
      const open = opened(1)
      open.add(value, key, 1, partition, offset, path)
      others.push(open)
    }
    const hashes = others.map(open => hashOf(open.close()))
    expect(new Set([whole, ...hashes]).size).toBe(others.length + 1)
  })
})

test('only an unaligned barrier goes before what is queued', () => {
  const barrier = (kind: 'unaligned' | 'timeoutable' | 'aligned') =>
    ({ type: 'barrier', checkpoint: 1, triggeredAt: 0, options: withKind(PLAIN_OPTIONS, kind) }) as const
  const items = [opened(1).close(), barrier('aligned'), barrier('timeoutable'), barrier('unaligned')]
  expect(items.map(isBuffer)).toEqual([true, false, false, false])
  expect(items.map(isOvertaking)).toEqual([false, false, false, true])
  expect(isOvertaking({ type: 'end-of-partition' })).toBe(false)
})
