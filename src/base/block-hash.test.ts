import { expect, test } from 'vitest'
import { blockHash } from './block-hash.ts'

const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 37 + 11) & 0xff)

test('a block has the same name wherever it lies in memory', () => {
  for (const length of [0, 1, 3, 4, 15, 16, 17, 63, 1000]) {
    const bytes = bytesOf(length)
    const within = new Uint8Array(length + 3)
    within.set(bytes, 3)
    expect(blockHash(within.subarray(3))).toBe(blockHash(bytes))
    expect(blockHash(bytes)).toMatch(/^[0-9a-f]{32}$/)
  }
})

test('every change of one byte, and zeros at the end, give another name', () => {
  const bytes = bytesOf(70)
  const names = new Set([blockHash(bytes)])
  for (let i = 0; i < bytes.length; i++) {
    for (const flip of [1, 0x80]) {
      const changed = bytes.slice()
      changed[i]! ^= flip
      names.add(blockHash(changed))
    }
  }
  for (let extra = 1; extra <= 8; extra++) {
    const longer = new Uint8Array(70 + extra)
    longer.set(bytes)
    names.add(blockHash(longer))
  }
  expect(names.size).toBe(1 + 140 + 8)
})

test('two words that change places give another name', () => {
  const bytes = bytesOf(64)
  const swapped = bytes.slice()
  swapped.set(bytes.subarray(0, 4), 16)
  swapped.set(bytes.subarray(16, 20), 0)
  expect(blockHash(swapped)).not.toBe(blockHash(bytes))
})
