/** Sealing and opening, by the host's WebCrypto. See `sealed-file.ts` for what a sealed file is. */
import { fail, ok, type Result } from '../../base/result.ts'
import {
  ITERATIONS,
  NONCE_BYTES,
  readSealedFile,
  SALT_BYTES,
  SEALED_END,
  sealedHead,
  SEGMENT_BYTES,
  type SealedFile,
} from './sealed-file.ts'

/** `NFKC`: one passphrase, however its characters were typed. */
async function keyOf(
  passphrase: string,
  kdf: SealedFile['kdf'],
  use: 'encrypt' | 'decrypt',
): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(passphrase.normalize('NFKC'))
  const material = await crypto.subtle.importKey('raw', bytes, 'PBKDF2', false, ['deriveKey'])
  const { name, hash, iterations } = kdf
  const salt = bytesOf(kdf.salt)
  return crypto.subtle.deriveKey(
    { name, hash, iterations, salt },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    [use],
  )
}

function nonceOf(prefix: Uint8Array, segment: number, isLast: boolean): Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(NONCE_BYTES + 5)
  nonce.set(prefix)
  new DataView(nonce.buffer).setUint32(NONCE_BYTES, segment)
  nonce[NONCE_BYTES + 4] = isLast ? 1 : 0
  return nonce
}

const CHARACTERS_AT_ONCE = 0x8000

function base64Of(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += CHARACTERS_AT_ONCE)
    binary += String.fromCharCode(...bytes.subarray(at, at + CHARACTERS_AT_ONCE))
  return btoa(binary)
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

/** Cuts pieces of any size into segments; the last one may be short, or empty. */
function* segmentsOf(
  pieces: Iterable<Uint8Array>,
): Generator<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly isLast: boolean }> {
  let held = new Uint8Array(SEGMENT_BYTES)
  let length = 0
  for (const piece of pieces) {
    let from = 0
    while (from < piece.length) {
      if (length === SEGMENT_BYTES) {
        yield { bytes: held, isLast: false }
        held = new Uint8Array(SEGMENT_BYTES)
        length = 0
      }
      const taken = Math.min(piece.length - from, SEGMENT_BYTES - length)
      held.set(piece.subarray(from, from + taken), length)
      from += taken
      length += taken
    }
  }
  yield { bytes: held.slice(0, length), isLast: true }
}

/** The pieces of the text of a sealed file. */
export async function* seal(pieces: Iterable<Uint8Array>, passphrase: string): AsyncGenerator<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
  const prefix = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const kdf = { name: 'PBKDF2', hash: 'SHA-256', iterations: ITERATIONS, salt: base64Of(salt) } as const
  yield sealedHead({ kdf, cipher: { name: 'AES-GCM', keyBits: 256, nonce: base64Of(prefix) } })
  const key = await keyOf(passphrase, kdf, 'encrypt')
  let number = 0
  for (const { bytes, isLast } of segmentsOf(pieces)) {
    const iv = nonceOf(prefix, number, isLast)
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes)
    yield `${number === 0 ? '' : ',\n  '}"${base64Of(new Uint8Array(sealed))}"`
    number += 1
  }
  yield SEALED_END
}

/** The bytes that were sealed, or why they cannot be had. */
export async function open(text: string, passphrase: string): Promise<Result<Uint8Array<ArrayBuffer>>> {
  const file = readSealedFile(text)
  if (!file.ok) return file
  const { kdf, cipher, segments } = file.value
  const key = await keyOf(passphrase, kdf, 'decrypt')
  const prefix = bytesOf(cipher.nonce)
  const opened: Uint8Array[] = []
  for (const [number, segment] of segments.entries()) {
    const iv = nonceOf(prefix, number, number === segments.length - 1)
    try {
      opened.push(new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytesOf(segment))))
    } catch {
      return number === 0
        ? fail(
            'wrong-passphrase',
            'segments[0]',
            'expected the passphrase the file was sealed with, or a file that was not changed',
          )
        : fail(
            'wrong-digest',
            `segments[${number}]`,
            'expected the segment as it was sealed, got one that was changed, left out or cut off',
          )
    }
  }
  return ok(new Uint8Array(await new Blob(opened as BlobPart[]).arrayBuffer()))
}
