import { describe, expect, it } from 'vitest'
import { jobIds, operatorId } from './flink-ids.ts'

describe('operatorId', () => {
  // Recorded from Flink 2.3.0: the operators' ids in `_metadata`, by uid.
  it.each([
    ['gen', '6bf01baa9d2ca23a3ef7ce311722523d'],
    ['count', 'b71731f1c0df9c3076c4a455334d0ad6'],
    ['fs', 'e082d315b2af653f87d361540bef7b20'],
    ['out', '4d648856f35492026b8f75b0a6ec795e'],
    ['win', '1fda57489fc99cc8f66c9108fd52ccef'],
    ['slow', '59fa767824610e31f4a11d6125e09bf4'],
  ])('gives uid %s the id it has in Flink', (uid, id) => {
    expect(operatorId(uid)).toBe(id)
  })

  // Appleby's reference (x64, 128 bits, seed 0), at lengths below, at and above a block of 16 bytes.
  it.each([
    ['', '00000000000000000000000000000000'],
    ['The quick brown fox jumps over the lazy dog', '6c1b07bc7bbc4be347939ac4a93c437a'],
  ])('hashes %j as the reference does', (text, hash) => {
    expect(operatorId(text)).toBe(hash)
  })
})

describe('jobIds', () => {
  it('are of Flink’s shape, and always the same for a job', () => {
    const ids = jobIds('ac5eafdab9a503a1ac5eafdab9a503a1')
    expect(ids.executionGraph).toMatch(/^[0-9a-f]{32}$/)
    expect(ids.allocation(0)).toMatch(/^[0-9a-f]{32}$/)
    expect(ids.allocation(1)).not.toBe(ids.allocation(0))
    expect(ids.location(3)).toMatch(/^taskmanager-3:6122-[0-9a-f]{6} @ taskmanager-3 \(dataPort=6121\)$/)
    expect(jobIds('ac5eafdab9a503a1ac5eafdab9a503a1').executionGraph).toBe(ids.executionGraph)
  })
})
