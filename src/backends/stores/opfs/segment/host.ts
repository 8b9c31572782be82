/**
 * The file of the blocks of one call: the blocks, then a sealed index of them, then the length of that. Its name is
 * the hash of its index. It is read from its end.
 */
import { blockHash } from '../../../../base/block-hash.ts'
import type { Block } from '../../host.ts'
import { seal, unseal } from '../../sealed.ts'

export interface Place {
  readonly file: string
  readonly offset: number
  readonly length: number
}

const LENGTH_BYTES = 4
/** One write of this much costs little more than one of a block. */
const PIECE_BYTES = 4 * 1024 * 1024

/** A file that is there is never written over: what refers to it may still be needed. */
export function segmentOf(
  blocks: readonly Block[],
  isTaken: (file: string) => boolean,
): {
  readonly name: string
  readonly places: ReadonlyMap<string, Place>
  readonly tail: Uint8Array<ArrayBuffer>
} {
  const entries = blocks.map(({ name, bytes }) => [name, bytes.length] as const)
  const index = new TextEncoder().encode(JSON.stringify(entries))
  const sealed = seal(index)
  const tail = new Uint8Array(sealed.length + LENGTH_BYTES)
  tail.set(sealed)
  new DataView(tail.buffer).setUint32(sealed.length, sealed.length, true)
  let name = blockHash(index)
  while (isTaken(name)) name = `${name}-again`
  return { name, places: placesOf(name, entries), tail }
}

function placesOf(file: string, entries: readonly (readonly [string, number])[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  let offset = 0
  for (const [name, length] of entries) {
    places.set(name, { file, offset, length })
    offset += length
  }
  return places
}

/** The whole file in pieces to write; what one piece lent is overwritten by the next. */
export function* gathered(
  blocks: readonly Block[],
  tail: Uint8Array<ArrayBuffer>,
): Generator<Uint8Array<ArrayBuffer>> {
  const total = blocks.reduce((sum, { bytes }) => sum + bytes.length, tail.length)
  const piece = new Uint8Array(Math.min(PIECE_BYTES, total))
  let filled = 0
  for (const bytes of [...blocks.map(block => block.bytes), tail]) {
    for (let from = 0; from < bytes.length;) {
      const part = bytes.subarray(from, from + piece.length - filled)
      piece.set(part, filled)
      filled += part.length
      from += part.length
      if (filled < piece.length) continue
      yield piece
      filled = 0
    }
  }
  if (filled > 0) yield piece.subarray(0, filled)
}

/** Where the blocks of a file lie; null for a file that was not written to its end. */
export async function openSegment(file: File): Promise<ReadonlyMap<string, Place> | null> {
  if (file.size < LENGTH_BYTES) return null
  const end = file.size - LENGTH_BYTES
  const length = new DataView(await file.slice(end).arrayBuffer()).getUint32(0, true)
  if (length > end) return null
  const index = unseal(new Uint8Array(await file.slice(end - length, end).arrayBuffer()))
  if (index === null) return null
  const entries = JSON.parse(new TextDecoder().decode(index)) as [string, number][]
  const blocks = entries.reduce((sum, [, bytes]) => sum + bytes, 0)
  return blocks === end - length ? placesOf(file.name, entries) : null
}
