/** Where a file is, and files opened to be written from their begin: what was in one is gone. */
export interface FilePlace {
  readonly root: FileSystemDirectoryHandle
  /** From the root on. */
  readonly folders: readonly string[]
  readonly name: string
  /** False: its folders are there, or were deleted underneath. */
  readonly makesFolders: boolean
}

const PATIENCE_MS = 2000
const LOOK_AGAIN_MS = 20

/** A worker that was killed lets go of its files a moment later. */
export async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let waited = 0; ; waited += LOOK_AGAIN_MS) {
    try {
      return await call()
    } catch (error) {
      const isHeld = error instanceof Error && error.name === 'NoModificationAllowedError'
      if (!isHeld || waited >= PATIENCE_MS) throw error
    }
    await new Promise(resolve => setTimeout(resolve, LOOK_AGAIN_MS))
  }
}

async function folderOf({ root, folders, makesFolders }: FilePlace): Promise<FileSystemDirectoryHandle> {
  let folder = root
  for (const name of folders) folder = await folder.getDirectoryHandle(name, { create: makesFolders })
  return folder
}

async function openIn(folder: FileSystemDirectoryHandle, name: string): Promise<FileSystemSyncAccessHandle> {
  const handle = await folder.getFileHandle(name, { create: true })
  const access = await patiently(() => handle.createSyncAccessHandle())
  try {
    access.truncate(0)
    return access
  } catch (error) {
    access.close()
    throw error
  }
}

export const openAt = async (place: FilePlace): Promise<FileSystemSyncAccessHandle> =>
  openIn(await folderOf(place), place.name)

/** By the name under which a browser says it. */
const full = (length: number): Error =>
  Object.assign(new Error(`expected ${length} bytes to be written, got fewer`), {
    name: 'QuotaExceededError',
  })

/** To the disk. A file that could not be written to its end is removed; where that fails too, its seal tells. */
export async function writeWhole(place: FilePlace, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const folder = await folderOf(place)
  try {
    const access = await openIn(folder, place.name)
    try {
      if (access.write(bytes, { at: 0 }) < bytes.length) throw full(bytes.length)
      access.flush()
    } finally {
      access.close()
    }
  } catch (error) {
    await folder.removeEntry(place.name).catch(() => {})
    throw error
  }
}
