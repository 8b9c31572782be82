/**
 * Many texts in a zip, both ways. What comes in may be anything: files that are not asked for are not unfolded, and
 * one with too many files, or with more in them than asked for, is refused.
 */
import { Unzip, UnzipInflate, UnzipPassThrough, zipSync } from 'fflate'
import { utf8 } from '../../base/utf8.ts'
import type { Result } from '../../base/result.ts'
import { attempt, refuse, ROOT } from '../problems.ts'
import { feed, joined, MODIFIED } from './zip.ts'

export interface ZippedText {
  readonly name: string
  readonly text: string
}

interface Wanted {
  readonly filesMax: number
  /** Of all texts together, unfolded. */
  readonly bytesMax: number
  /** Whether a file of this name is read. */
  readonly isWanted: (name: string) => boolean
}

/** The same texts give the same bytes. */
export function zipTexts(texts: readonly ZippedText[]): Uint8Array {
  const entries = texts.map(({ name, text }) => [name, [utf8(text), { mtime: MODIFIED }]] as const)
  return zipSync(Object.fromEntries(entries) as Parameters<typeof zipSync>[0])
}

/** Bytes of a file in a zip; a host knows how to read them. */
export interface ZippedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** The wanted files, in their order; `left` were not. */
export function unzipFiles(
  bytes: Uint8Array,
  { filesMax, bytesMax, isWanted }: Wanted,
): Result<{ readonly wanted: readonly ZippedFile[]; readonly left: number }> {
  return attempt(() => {
    const found: { name: string; pieces: Uint8Array[]; bytes: number; isWhole: boolean }[] = []
    let [files, length] = [0, 0]
    const archive = new Unzip(file => {
      files += 1
      if (found.length >= filesMax || !isWanted(file.name)) return
      const entry = { name: file.name, pieces: [] as Uint8Array[], bytes: 0, isWhole: false }
      found.push(entry)
      file.ondata = (error, data, final) => {
        if (error !== null) throw error
        length += data.length
        entry.bytes += data.length
        if (length <= bytesMax) entry.pieces.push(data)
        entry.isWhole ||= final
      }
      file.start()
    })
    archive.register(UnzipInflate)
    archive.register(UnzipPassThrough)
    feed(archive, bytes, bytesMax, () => length)
    if (files > filesMax)
      refuse('too-large', ROOT, `expected at most ${filesMax} files in the zip, got ${files}`)
    const cut = found.find(entry => !entry.isWhole)
    if (files === 0 || cut !== undefined)
      refuse(
        'truncated',
        ROOT,
        `expected a whole zip, got the beginning of one${cut === undefined ? '' : `, up to ${cut.name}`}`,
      )
    const wanted = found.map(({ name, pieces, bytes: size }) => ({ name, bytes: joined(pieces, size) }))
    return { wanted, left: files - found.length }
  })
}
