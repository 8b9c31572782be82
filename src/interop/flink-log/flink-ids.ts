/**
 * The ids that appear in Flink's log and REST answers. Vertices and operators have the very ids that Flink gives
 * to the same uid; what Flink draws at random is derived from the job id instead, so that a log is always the same.
 */
import { sha256 } from '../../base/sha256.ts'
import { utf8 } from '../../base/utf8.ts'

const LOW_64 = (1n << 64n) - 1n
const C1 = 0x87c37b91114253d5n
const C2 = 0x4cf5ad432745937fn

const low = (value: bigint): bigint => value & LOW_64
const rotl = (value: bigint, bits: bigint): bigint => low((value << bits) | (value >> (64n - bits)))

/** Up to eight bytes from `at`, the first the lowest; bytes beyond the end are 0. */
function word(bytes: Uint8Array, at: number): bigint {
  let value = 0n
  for (let i = 7; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i] ?? 0)
  return value
}

const mixFirst = (word: bigint): bigint => low(rotl(low(word * C1), 31n) * C2)
const mixSecond = (word: bigint): bigint => low(rotl(low(word * C2), 33n) * C1)

function finish(hash: bigint): bigint {
  let mixed = low((hash ^ (hash >> 33n)) * 0xff51afd7ed558ccdn)
  mixed = low((mixed ^ (mixed >> 33n)) * 0xc4ceb9fe1a85ec53n)
  return mixed ^ (mixed >> 33n)
}

const littleEndian = (value: bigint): string =>
  Array.from({ length: 8 }, (_, i) => ((value >> BigInt(8 * i)) & 0xffn).toString(16).padStart(2, '0')).join(
    '',
  )

/** MurmurHash3 x64 128, seed 0 (Austin Appleby, public domain): the hash of Flink's StreamGraphHasherV2. */
function murmur128(bytes: Uint8Array): string {
  let first = 0n
  let second = 0n
  let at = 0
  for (; at + 16 <= bytes.length; at += 16) {
    first = low((rotl(first ^ mixFirst(word(bytes, at)), 27n) + second) * 5n + 0x52dce729n)
    second = low((rotl(second ^ mixSecond(word(bytes, at + 8)), 31n) + first) * 5n + 0x38495ab5n)
  }
  const length = BigInt(bytes.length)
  first ^= mixFirst(word(bytes, at)) ^ length
  second ^= mixSecond(word(bytes, at + 8)) ^ length
  first = low(first + second)
  second = low(second + first)
  first = finish(first)
  second = finish(second)
  first = low(first + second)
  return littleEndian(first) + littleEndian(low(second + first))
}

/** Id of the operator with this uid; a vertex has that of the first operator of its chain. */
export const operatorId = (uid: string): string => murmur128(utf8(uid))

const derived = (jobId: string, what: string, digits: number): string =>
  sha256(`${jobId} ${what}`).slice(0, digits)

export interface JobIds {
  readonly executionGraph: string
  /** The TaskManager of a task as Flink names it. Each task has one of its own, with one slot. */
  readonly location: (task: number) => string
  readonly allocation: (task: number) => string
}

export function jobIds(jobId: string): JobIds {
  return {
    executionGraph: derived(jobId, 'execution graph', 32),
    location: task => {
      const host = `taskmanager-${task}`
      return `${host}:6122-${derived(jobId, host, 6)} @ ${host} (dataPort=6121)`
    },
    allocation: task => derived(jobId, `slot of ${task}`, 32),
  }
}

/** The id of a job's slot sharing group, as far as a run has one: derived, not drawn. */
export const slotSharingGroupId = (jobId: string): string => derived(jobId, 'slot sharing group', 32)

/** Where the n-th process of a TaskManager is. It listens on no port that could be told. */
export const placeOf = (jobId: string, name: string, incarnation: number) => ({
  endpoint: `${name}:-1`,
  taskManager: `${name}-${derived(jobId, `${name} ${incarnation}`, 6)}`,
})
