/** The worker that writes files. After a large write it goes on to bring it to the disk while nobody waits. */
import { openEmpty } from '../empty/host.ts'

export type FileCall =
  | { readonly type: 'open'; readonly handle: FileSystemFileHandle }
  | { readonly type: 'write'; readonly bytes: Uint8Array<ArrayBuffer>; readonly at: number }
  | { readonly type: 'read'; readonly at: number; readonly length: number }
  | { readonly type: 'flush' }
  | { readonly type: 'close' }

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
  readonly access: FileSystemSyncAccessHandle
  /** What went wrong when nobody waited; the next call fails with it. */
  problem: Error | null
}

const LARGE_BYTES = 1024 * 1024

const files = new Map<number, OpenedFile>()

function fileOf(file: number): OpenedFile {
  const opened = files.get(file)
  if (opened === undefined) throw new Error('expected an open file, got one that was closed')
  if (opened.problem === null) return opened
  throw opened.problem
}

function close(file: number): void {
  files.get(file)?.access.close()
  files.delete(file)
}

async function done(file: number, what: FileCall): Promise<Pick<Answered, 'count' | 'memory'>> {
  switch (what.type) {
    case 'open':
      files.set(file, { access: await openEmpty(what.handle), problem: null })
      break
    case 'write':
      return { count: fileOf(file).access.write(what.bytes, { at: what.at }), memory: what.bytes.buffer }
    case 'read': {
      const bytes = new Uint8Array(what.length)
      fileOf(file).access.read(bytes, { at: what.at })
      return { count: 0, memory: bytes.buffer }
    }
    case 'flush':
      fileOf(file).access.flush()
      break
    case 'close':
      close(file)
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
    opened.access.flush()
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
