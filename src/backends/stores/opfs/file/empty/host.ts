/** A file opened to be written from its begin: what was in it is gone. */
export async function openEmpty(handle: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  const access = await handle.createSyncAccessHandle()
  try {
    access.truncate(0)
    return access
  } catch (error) {
    access.close()
    throw error
  }
}
