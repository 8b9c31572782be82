/**
 * Bytes with a seal in front: a mark, their length and their hash. A file that was half written, cut or changed is
 * known by it. The seal says nothing of who wrote it.
 */
import { blockHash } from '../../base/block-hash.ts'

const MARK = 0x72_69_65_77
const HASH_BYTES = 16
export const SEAL_BYTES = 8 + HASH_BYTES

function putHash(view: DataView, at: number, hash: string): void {
  for (let i = 0; i < HASH_BYTES; i++) view.setUint8(at + i, parseInt(hash.slice(2 * i, 2 * i + 2), 16))
}

function hashAt(bytes: Uint8Array, at: number): string {
  let hash = ''
  for (let i = 0; i < HASH_BYTES; i++) hash += (bytes[at + i] ?? 0).toString(16).padStart(2, '0')
  return hash
}

export function seal(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const sealed = new Uint8Array(SEAL_BYTES + content.length)
  const view = new DataView(sealed.buffer)
  view.setUint32(0, MARK, true)
  view.setUint32(4, content.length, true)
  putHash(view, 8, blockHash(content))
  sealed.set(content, SEAL_BYTES)
  return sealed
}

/** The content, or null where it is not whole. */
export function unseal(sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < SEAL_BYTES) return null
  const view = new DataView(sealed.buffer, sealed.byteOffset, sealed.length)
  const length = view.getUint32(4, true)
  if (view.getUint32(0, true) !== MARK || sealed.length !== SEAL_BYTES + length) return null
  const content = sealed.subarray(SEAL_BYTES)
  return hashAt(sealed, 8) === blockHash(content) ? content : null
}
