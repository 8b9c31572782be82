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
/** The bytes are the file's; returns their memory, to be used again. */
async function writeAll(
  file: WritableFile,
  bytes: Uint8Array<ArrayBuffer>,
  at: number,
): Promise<ArrayBuffer> {
  const { length } = bytes
  const { count, memory } = await file.write(bytes, at)
  if (count === length) return memory
  throw new StoreProblem('quota', `expected ${length} bytes to be written, got fewer`)
}

/** Closes the gaps between blocks that lie in one memory, and returns all of them as one. */
function withoutGaps(blocks: readonly Block[], memory: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(memory)
  const first = blocks[0]?.bytes.byteOffset ?? 0
  let end = first
  for (const { bytes } of blocks) {
    if (bytes.byteOffset > end) all.copyWithin(end, bytes.byteOffset, bytes.byteOffset + bytes.length)
    end += bytes.length
  }
  return all.subarray(first, end)
}

/** A segment that is being written. Until its end is written it holds its blocks for this session only. */
export class OpenSegment {
  readonly file: string
  readonly #opened: WritableFile
  readonly #entries: (readonly [string, number])[] = []
  #length = 0

  constructor(file: string, opened: WritableFile) {
    this.file = file
    this.#opened = opened
  }

  get bytes(): number {
    return this.#length
  }

  /** Writes blocks that lie in order in one memory; returns where they are now, and memory as large. */
  async add(
    blocks: readonly Block[],
    memory: ArrayBuffer,
  ): Promise<{ readonly places: ReadonlyMap<string, Place>; readonly memory: ArrayBuffer }> {
    const at = this.#length
    const places = new Map<string, Place>()
    for (const { name, bytes } of blocks) {
      places.set(name, { file: this.file, offset: this.#length, length: bytes.length })
      this.#entries.push([name, bytes.length])
      this.#length += bytes.length
    }
    return { places, memory: await writeAll(this.#opened, withoutGaps(blocks, memory), at) }
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
      // Asked for in one go.
      await Promise.all([writeAll(this.#opened, tail, this.#length), this.#opened.flush()])
    } finally {
      await this.close()
    }
  }

  close(): Promise<void> {
    return this.#opened.close()
  }
}

/** What a file holds. */
export interface Segment {
  readonly places: ReadonlyMap<string, Place>
  /** Of all its blocks, of which one may be there twice. */
  readonly bytes: number
}

/** Null: it was not written to its end. */
export async function readSegment(file: File): Promise<Segment | null> {
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
  return offset === end - length ? { places, bytes: offset } : null
}
