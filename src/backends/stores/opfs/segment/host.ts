/**
 * A file of blocks: the blocks one after another, then a sealed index of them, then the length of that. It is written
 * from its begin to its end once, and read from its end; one that has no end has no blocks.
 */
import { StoreProblem, type Block } from '../../host.ts'
import { seal, unseal } from '../../sealed.ts'

export interface Place {
  readonly file: string
  readonly offset: number
  readonly length: number
}

const LENGTH_BYTES = 4
/** One write of this much costs little more than one of a block. */
const PIECE_BYTES = 4 * 1024 * 1024

export function writeAll(
  access: FileSystemSyncAccessHandle,
  bytes: Uint8Array<ArrayBuffer>,
  at: number,
): void {
  if (access.write(bytes, { at }) !== bytes.length)
    throw new StoreProblem('quota', `expected ${bytes.length} bytes to be written, got fewer`)
}

/** A segment that is being written. Until its end is written it holds its blocks for this session only. */
export class OpenSegment {
  readonly file: string
  readonly #access: FileSystemSyncAccessHandle
  readonly #entries: (readonly [string, number])[] = []
  #length = 0

  constructor(file: string, access: FileSystemSyncAccessHandle) {
    this.file = file
    this.#access = access
  }

  /** Where the blocks lie now. */
  add(blocks: readonly Block[]): Map<string, Place> {
    let at = this.#length
    for (const piece of gathered(blocks)) {
      writeAll(this.#access, piece, at)
      at += piece.length
    }
    const places = new Map<string, Place>()
    for (const { name, bytes } of blocks) {
      places.set(name, { file: this.file, offset: this.#length, length: bytes.length })
      this.#entries.push([name, bytes.length])
      this.#length += bytes.length
    }
    return places
  }

  read({ offset, length }: Place): Uint8Array {
    const bytes = new Uint8Array(length)
    this.#access.read(bytes, { at: offset })
    return bytes
  }

  /** To the disk; from now on the blocks outlive a crash. */
  end(): void {
    const index = seal(new TextEncoder().encode(JSON.stringify(this.#entries)))
    const tail = new Uint8Array(index.length + LENGTH_BYTES)
    tail.set(index)
    new DataView(tail.buffer).setUint32(index.length, index.length, true)
    try {
      writeAll(this.#access, tail, this.#length)
      this.#access.flush()
    } finally {
      this.close()
    }
  }

  close(): void {
    this.#access.close()
  }
}

/** The blocks in pieces to write; what one piece lent is overwritten by the next. */
function* gathered(blocks: readonly Block[]): Generator<Uint8Array<ArrayBuffer>> {
  const total = blocks.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const piece = new Uint8Array(Math.min(PIECE_BYTES, total))
  let filled = 0
  for (const { bytes } of blocks) {
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
export async function readSegment(file: File): Promise<ReadonlyMap<string, Place> | null> {
  if (file.size < LENGTH_BYTES) return null
  const end = file.size - LENGTH_BYTES
  const length = new DataView(await file.slice(end).arrayBuffer()).getUint32(0, true)
  if (length > end) return null
  const index = unseal(new Uint8Array(await file.slice(end - length, end).arrayBuffer()))
  if (index === null) return null
  const entries = JSON.parse(new TextDecoder().decode(index)) as [string, number][]
  const places = new Map<string, Place>()
  let offset = 0
  for (const [name, bytes] of entries) {
    places.set(name, { file: file.name, offset, length: bytes })
    offset += bytes
  }
  return offset === end - length ? places : null
}
