/**
 * A file of blocks: the blocks one after another, then a sealed index of them, then the length of that. It is written
 * from its begin to its end once, and read from its end; one that has no end has no blocks.
 */
import { StoreProblem, type Block } from '../../host.ts'
import { seal, unseal } from '../../sealed.ts'
import type { WritableFile } from '../file/host.ts'

export interface Place {
  readonly file: string
  readonly offset: number
  readonly length: number
}

const LENGTH_BYTES = 4
/** One write of this much costs little more than one of a block. */
const PIECE_BYTES = 4 * 1024 * 1024

/** The bytes are the file's; returns their memory, to be used again. */
export async function writeAll(
  file: WritableFile,
  bytes: Uint8Array<ArrayBuffer>,
  at: number,
): Promise<ArrayBuffer> {
  const { length } = bytes
  const { count, memory } = await file.write(bytes, at)
  if (count === length) return memory
  throw new StoreProblem('quota', `expected ${length} bytes to be written, got fewer`)
}

/** A segment that is being written. Until its end is written it holds its blocks for this session only. */
export class OpenSegment {
  readonly file: string
  readonly #opened: WritableFile
  readonly #entries: (readonly [string, number])[] = []
  #length = 0
  /** Memory for a piece that is not in use. */
  #spare: ArrayBuffer | null = null

  constructor(file: string, opened: WritableFile) {
    this.file = file
    this.#opened = opened
  }

  /** Where the blocks lie now. */
  async add(blocks: readonly Block[]): Promise<Map<string, Place>> {
    let at = this.#length
    const places = new Map<string, Place>()
    for (const { name, bytes } of blocks) {
      places.set(name, { file: this.file, offset: this.#length, length: bytes.length })
      this.#entries.push([name, bytes.length])
      this.#length += bytes.length
    }
    const pieces = new Pieces(blocks)
    const most = Math.min(PIECE_BYTES, Math.max(1, this.#length - at))
    let memory = this.#spare !== null && this.#spare.byteLength >= most ? this.#spare : new ArrayBuffer(most)
    this.#spare = null
    while (!pieces.isAtEnd) {
      const length = pieces.fill(new Uint8Array(memory))
      memory = await writeAll(this.#opened, new Uint8Array(memory, 0, length), at)
      at += length
    }
    this.#spare = memory
    return places
  }

  read({ offset, length }: Place): Promise<Uint8Array> {
    return this.#opened.read(offset, length)
  }

  /** To the disk; from now on the blocks outlive a crash. */
  async end(): Promise<void> {
    const index = seal(new TextEncoder().encode(JSON.stringify(this.#entries)))
    const tail = new Uint8Array(index.length + LENGTH_BYTES)
    tail.set(index)
    new DataView(tail.buffer).setUint32(index.length, index.length, true)
    try {
      await writeAll(this.#opened, tail, this.#length)
      await this.#opened.flush()
    } finally {
      await this.close()
    }
  }

  close(): Promise<void> {
    return this.#opened.close()
  }
}

/** The blocks in pieces to write. */
class Pieces {
  readonly #blocks: readonly Block[]
  #index = 0
  /** Bytes of the block in hand that were taken. */
  #taken = 0

  constructor(blocks: readonly Block[]) {
    this.#blocks = blocks
  }

  get isAtEnd(): boolean {
    return this.#index === this.#blocks.length
  }

  /** Fills `memory` with what is next, and returns how far. */
  fill(memory: Uint8Array): number {
    let filled = 0
    while (!this.isAtEnd && filled < memory.length) {
      const { bytes } = this.#blocks[this.#index]!
      const part = bytes.subarray(this.#taken, this.#taken + memory.length - filled)
      memory.set(part, filled)
      filled += part.length
      this.#taken += part.length
      if (this.#taken < bytes.length) continue
      this.#index += 1
      this.#taken = 0
    }
    return filled
  }
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
