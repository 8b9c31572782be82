/**
 * A file that only a passphrase opens: JSON around the encrypted bytes of another file. The key is made from the
 * passphrase by PBKDF2 with the count that stands in the file; the bytes are cut into segments, each under AES-GCM with
 * its number and whether it is the last in the nonce, so that none can be left out, swapped or cut off unseen
 * (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár). Who has the passphrase may open it; nobody else
 * can, and a lost passphrase cannot be found again.
 */
import type { Result } from '../../base/result.ts'
import { openFile } from '../envelope.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { attempt, refuse, refuseValue, ROOT, type Place } from '../problems.ts'
import { anything, fields, integer, list, oneOf, text, type Reader } from '../readers.ts'

export const SEALED_FORMAT = 'weir-sealed'
export const SEALED_VERSION = 1

/** Rounds of PBKDF2 with SHA-256 for a new file. */
export const ITERATIONS = 600_000
/** A file may ask for more, within what a person would wait for. */
const ITERATIONS_MAX = 10_000_000
const ITERATIONS_MIN = 100_000
export const SALT_BYTES = 16
/** The number of a segment (4 bytes) and the mark of the last one (1 byte) make it twelve. */
export const NONCE_BYTES = 7
export const SEGMENT_BYTES = 1024 * 1024
/** What AES-GCM adds to a segment. */
export const TAG_BYTES = 16

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Binary parts as base64. */
export interface SealedFile {
  readonly kdf: {
    readonly name: 'PBKDF2'
    readonly hash: 'SHA-256'
    readonly iterations: number
    readonly salt: string
  }
  readonly cipher: { readonly name: 'AES-GCM'; readonly keyBits: 256; readonly nonce: string }
  readonly segments: readonly string[]
}

/** Length of the base64 text of so many bytes. */
const base64Length = (bytes: number): number => Math.ceil(bytes / 3) * 4

const base64 =
  (bytesMin: number, bytesMax: number): Reader<string> =>
  (value, at) => {
    const read = text(base64Length(bytesMax))(value, at)
    if (read.length < base64Length(bytesMin) || !BASE64.test(read))
      refuse('wrong-type', at, `expected ${rangeOf(bytesMin, bytesMax)} bytes as base64`)
    return read
  }

const rangeOf = (min: number, max: number): string => (min === max ? `${min}` : `${min} to ${max}`)

const keyBits: Reader<256> = (value, at: Place) =>
  value === 256 ? 256 : refuseValue('256', value, at, 'out-of-range')

const sealed = fields({
  format: anything,
  version: anything,
  kdf: fields({
    name: oneOf(['PBKDF2'] as const),
    hash: oneOf(['SHA-256'] as const),
    iterations: integer(ITERATIONS_MIN, ITERATIONS_MAX),
    salt: base64(SALT_BYTES, SALT_BYTES),
  }),
  cipher: fields({
    name: oneOf(['AES-GCM'] as const),
    keyBits,
    nonce: base64(NONCE_BYTES, NONCE_BYTES),
  }),
  segments: list(
    base64(TAG_BYTES, SEGMENT_BYTES + TAG_BYTES),
    Math.ceil((TEXT_LENGTH_MAX * 2) / SEGMENT_BYTES),
  ),
})

export function readSealedFile(text: string): Result<SealedFile> {
  return attempt(() => {
    const { kdf, cipher, segments } = sealed(openFile(text, SEALED_FORMAT, SEALED_VERSION), ROOT)
    if (segments.length === 0) refuse('missing', 'segments', 'expected at least one segment, got none')
    return { kdf, cipher, segments }
  })
}

/** The beginning of the text of a sealed file; segments follow, each in quotes, then {@link SEALED_END}. */
export function sealedHead({ kdf, cipher }: Omit<SealedFile, 'segments'>): string {
  const lines = [
    `"format": ${JSON.stringify(SEALED_FORMAT)}`,
    `"version": ${SEALED_VERSION}`,
    `"kdf": ${JSON.stringify(kdf)}`,
    `"cipher": ${JSON.stringify(cipher)}`,
  ]
  return `{\n ${lines.join(',\n ')},\n "segments": [\n  `
}

export const SEALED_END = '\n ]\n}\n'

const SEALED_FIRST = /^\uFEFF?[ \t\n\r]*\{[ \t\n\r]*"format"[ \t\n\r]*:[ \t\n\r]*"weir-sealed"/

/** Whether a text says of itself that it is a sealed file; we write the format first. */
export const isSealed = (text: string): boolean => SEALED_FIRST.test(text.slice(0, 1000))
