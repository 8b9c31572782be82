/**
 * One JSON text in a zip, both ways piece by piece. What comes in may be anything: a zip with another content, with
 * several files, or one that would unfold to more than a text may hold, is refused.
 */
import { Unzip, UnzipInflate, UnzipPassThrough, Zip, ZipDeflate } from 'fflate'
import type { Result } from '../../base/result.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { attempt, refuse, ROOT } from '../problems.ts'

/** The same content gives the same bytes: the calendar of a zip begins in 1980. */
export const MODIFIED = '1980-01-01T12:00:00'
const LEVEL = 6
/** Bytes that are given to the decoder at a time, so that one that unfolds without end is stopped in time. */
const STEP_BYTES = 64 * 1024

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04

/** The pieces of a zip that holds `pieces` as the file `name`. */
export function* zip(name: string, pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let ready: Uint8Array[] = []
  const archive = new Zip((error, data) => {
    if (error !== null) throw error
    ready.push(data)
  })
  const file = new ZipDeflate(name, { level: LEVEL })
  file.mtime = MODIFIED
  archive.add(file)
  for (const piece of pieces) {
    file.push(piece)
    yield* ready
    ready = []
  }
  file.push(new Uint8Array(0), true)
  archive.end()
  yield* ready
}

/** The bytes of the one JSON file in a zip. */
export function unzip(bytes: Uint8Array): Result<Uint8Array> {
  return attempt(() => {
    const found: { name: string; pieces: Uint8Array[]; isWhole: boolean }[] = []
    let length = 0
    const archive = new Unzip(file => {
      const entry = { name: file.name, pieces: [] as Uint8Array[], isWhole: false }
      found.push(entry)
      if (!file.name.endsWith('.json')) return
      file.ondata = (error, data, final) => {
        if (error !== null) throw error
        length += data.length
        if (length <= TEXT_LENGTH_MAX) entry.pieces.push(data)
        entry.isWhole ||= final
      }
      file.start()
    })
    archive.register(UnzipInflate)
    archive.register(UnzipPassThrough)
    feed(archive, bytes, TEXT_LENGTH_MAX, () => length)
    const [entry] = found
    if (found.length !== 1 || entry === undefined || !entry.name.endsWith('.json')) {
      const names = found.map(({ name }) => JSON.stringify(name)).join(', ') || 'nothing'
      refuse(
        'wrong-format',
        ROOT,
        `expected a zip with one .json file, or with answers of Flink’s REST interface, got ${names.slice(0, 200)}`,
      )
    }
    if (!entry.isWhole) refuse('truncated', ROOT, 'expected a whole zip, got the beginning of one')
    return joined(entry.pieces, length)
  })
}

/** `length`: bytes that have come out; the decoder is stopped when they are more than `most`. */
export function feed(archive: Unzip, bytes: Uint8Array, most: number, length: () => number): void {
  for (let at = 0; at < bytes.length; at += STEP_BYTES) {
    const end = Math.min(at + STEP_BYTES, bytes.length)
    try {
      archive.push(bytes.subarray(at, end), end === bytes.length)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      refuse('truncated', ROOT, `expected a whole zip, got: ${reason}`)
    }
    if (length() > most) refuse('too-large', ROOT, `expected at most ${most} bytes in the zip, got more`)
  }
}

export function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
