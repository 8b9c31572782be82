/** The worker that writes files. After a large write it goes on to bring it to the disk while nobody waits. */
import { openAt, writeWhole, type FilePlace } from '../open/host.ts'

export type FileCall =
  | { readonly type: 'open'; readonly place: FilePlace }
  | { readonly type: 'write'; readonly bytes: Uint8Array<ArrayBuffer>; readonly at: number }
  | { readonly type: 'read'; readonly at: number; readonly length: number }
  | { readonly type: 'flush' }
  | { readonly type: 'close' }
  /** A file of its own. */
  | { readonly type: 'whole'; readonly place: FilePlace; readonly bytes: Uint8Array<ArrayBuffer> }

export interface Asked {
  readonly call: number
  readonly file: number
  readonly what: FileCall
}

export interface Answered {
  readonly call: number
  readonly problem: { readonly name: string; readonly message: string } | null
  /** Bytes that were written. */
  readonly count: number
  /** What was read, or the memory of what was written. */
  readonly memory: ArrayBuffer
}

interface OpenedFile {
  /** Null: it could not be opened. */
  readonly access: FileSystemSyncAccessHandle | null
  /** What went wrong when nobody waited; the next call fails with it. */
  problem: Error | null
}

const LARGE_BYTES = 1024 * 1024

const files = new Map<number, OpenedFile>()

async function open(file: number, place: FilePlace): Promise<void> {
  try {
    files.set(file, { access: await openAt(place), problem: null })
  } catch (error) {
    files.set(file, { access: null, problem: asError(error) })
  }
}

function accessOf(file: number): FileSystemSyncAccessHandle {
  const opened = files.get(file)
  if (opened?.problem) throw opened.problem
  if (opened?.access) return opened.access
  throw new Error('expected an open file, got one that was closed')
}

function close(file: number): void {
  files.get(file)?.access?.close()
  files.delete(file)
}

async function done(file: number, what: FileCall): Promise<Pick<Answered, 'count' | 'memory'>> {
  switch (what.type) {
    case 'open':
      await open(file, what.place)
      break
    case 'write':
      return { count: accessOf(file).write(what.bytes, { at: what.at }), memory: what.bytes.buffer }
    case 'read': {
      const bytes = new Uint8Array(what.length)
      accessOf(file).read(bytes, { at: what.at })
      return { count: 0, memory: bytes.buffer }
    }
    case 'flush':
      accessOf(file).flush()
      break
    case 'close':
      close(file)
      break
    case 'whole':
      await writeWhole(what.place, what.bytes)
      break
  }
  return { count: 0, memory: new ArrayBuffer(0) }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

function flushEarly(file: number, written: number): void {
  if (written < LARGE_BYTES) return
  const opened = files.get(file)
  if (opened === undefined) return
  try {
    opened.access?.flush()
  } catch (error) {
    opened.problem = asError(error)
  }
}

async function answer(asked: Asked): Promise<Answered> {
  try {
    return { call: asked.call, problem: null, ...(await done(asked.file, asked.what)) }
  } catch (error) {
    const { name, message } = asError(error)
    return { call: asked.call, problem: { name, message }, count: 0, memory: new ArrayBuffer(0) }
  }
}

let last: Promise<void> = Promise.resolve()

self.addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  last = last.then(async () => {
    const answered = await answer(data)
    self.postMessage(answered, { transfer: [answered.memory] })
    flushEarly(data.file, answered.count)
  })
})
// It has begun.
self.postMessage(null)
