/**
 * Texts as files and back: zipped, sealed with a passphrase, or both. A file is made piece by piece and handed over as
 * a Blob, which the host keeps outside the memory of the engine.
 */
import { fail, ok, type Result } from '../base/result.ts'
import { open, seal } from '../interop/sealed-file/host.ts'
import { isSealed } from '../interop/sealed-file/sealed-file.ts'
import { isZip, unzip, zip } from '../interop/zip-file/zip.ts'
import type { HostFile, Packing } from './protocol.ts'

/** Bytes that are kept in pieces before the host takes them. */
const HELD_BYTES = 4 * 1024 * 1024

function* encoded(pieces: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  for (const piece of pieces) yield encoder.encode(piece)
}

async function blobOf(pieces: AsyncIterable<BlobPart> | Iterable<BlobPart>): Promise<Blob> {
  const blobs: Blob[] = []
  let held: BlobPart[] = []
  let length = 0
  for await (const piece of pieces) {
    held.push(piece)
    length += typeof piece === 'string' ? piece.length : (piece as Uint8Array).byteLength
    if (length < HELD_BYTES) continue
    blobs.push(new Blob(held))
    held = []
    length = 0
  }
  return new Blob([...blobs, ...held])
}

/** `name`: what the file is called inside a zip. */
export async function pack(pieces: Iterable<string>, name: string, packing: Packing): Promise<Blob> {
  const plain = encoded(pieces)
  const packed = packing.zip ? zip(name, plain) : plain
  if (packing.passphrase === null) return blobOf(packed as Iterable<BlobPart>)
  return blobOf(seal(packed, packing.passphrase))
}

/** The text in a file, however it was packed; a sealed one needs its passphrase. */
export async function unpack(file: HostFile, passphrase: string | null): Promise<Result<string>> {
  return unpackBytes(new Uint8Array(await file.arrayBuffer()), passphrase)
}

async function unpackBytes(bytes: Uint8Array, passphrase: string | null): Promise<Result<string>> {
  if (isZip(bytes)) {
    const unzipped = unzip(bytes)
    return unzipped.ok ? unpackText(unzipped.value, passphrase) : unzipped
  }
  return unpackText(bytes, passphrase)
}

async function unpackText(bytes: Uint8Array, passphrase: string | null): Promise<Result<string>> {
  const text = new TextDecoder().decode(bytes)
  if (!isSealed(text)) return ok(text)
  if (passphrase === null)
    return fail('passphrase-needed', '', 'expected a passphrase, the file is sealed with one')
  const opened = await open(text, passphrase)
  return opened.ok ? unpackBytes(opened.value, passphrase) : opened
}
