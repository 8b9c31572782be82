import { createDecipheriv, pbkdf2Sync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { schemaFaults, type Schema } from '../json-schema.suite.ts'
import { open, seal } from './host.ts'
import { isSealed, readSealedFile, SEGMENT_BYTES, type SealedFile } from './sealed-file.ts'

const PASSPHRASE = '水位线 and barriers'
const schema = JSON.parse(readFileSync('public/schema/sealed-1.json', 'utf8')) as Schema

async function sealedText(bytes: Uint8Array): Promise<string> {
  let text = ''
  for await (const piece of seal([bytes], PASSPHRASE)) text += piece
  return text
}

const pattern = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 131) % 251)

describe('a sealed file', () => {
  it('opens with its passphrase and with no other, however the passphrase was typed', async () => {
    const text = await sealedText(pattern(1000))
    expect(isSealed(text)).toBe(true)
    expect(await open(text, PASSPHRASE)).toEqual({ ok: true, value: pattern(1000) })
    expect(await open(text, `${PASSPHRASE} `)).toMatchObject({ error: { code: 'wrong-passphrase' } })
    expect((await open(text, PASSPHRASE.normalize('NFD'))).ok).toBe(true)
  })

  it('is of any length, also none, and of several segments', async () => {
    for (const length of [0, 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 2 * SEGMENT_BYTES + 77]) {
      const text = await sealedText(pattern(length))
      expect(JSON.parse(text).segments).toHaveLength(Math.max(1, Math.ceil(length / SEGMENT_BYTES)))
      const opened = await open(text, PASSPHRASE)
      expect(opened.ok && Buffer.compare(opened.value, pattern(length))).toBe(0)
    }
  })

  it('can be opened by other tools: PBKDF2 and AES-256-GCM as it says', async () => {
    const file = JSON.parse(await sealedText(pattern(50))) as SealedFile
    const { salt, iterations } = file.kdf
    const key = pbkdf2Sync(PASSPHRASE, Buffer.from(salt, 'base64'), iterations, 32, 'sha256')
    const nonce = Buffer.concat([Buffer.from(file.cipher.nonce, 'base64'), Buffer.from([0, 0, 0, 0, 1])])
    const segment = Buffer.from(file.segments[0]!, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(segment.subarray(-16))
    const opened = Buffer.concat([decipher.update(segment.subarray(0, -16)), decipher.final()])
    expect(Uint8Array.from(opened)).toEqual(pattern(50))
  })

  it('shows when a segment was left out, swapped, cut off or changed', async () => {
    const file = JSON.parse(await sealedText(pattern(3 * SEGMENT_BYTES))) as SealedFile
    const [a, b, c] = file.segments as [string, string, string]
    const changed = `${c.slice(0, 40)}${c[40] === 'A' ? 'B' : 'A'}${c.slice(41)}`
    for (const segments of [
      [a, b],
      [a, c],
      [a, c, b],
      [a, b, changed],
    ]) {
      const text = JSON.stringify({ ...file, segments })
      expect(await open(text, PASSPHRASE)).toMatchObject({ ok: false, error: { code: 'wrong-digest' } })
    }
  })

  it('is refused with a place where it is of another shape, and the schema refuses it too', async () => {
    const file = JSON.parse(await sealedText(pattern(10))) as Record<string, unknown> & SealedFile
    expect(schemaFaults(schema, file)).toEqual([])
    for (const [wrong, path] of [
      [{ ...file, version: 2 }, 'version'],
      [{ ...file, extra: 1 }, 'extra'],
      [{ ...file, kdf: { ...file.kdf, iterations: 1 } }, 'kdf.iterations'],
      [{ ...file, kdf: { ...file.kdf, iterations: 1e9 } }, 'kdf.iterations'],
      [{ ...file, kdf: { ...file.kdf, salt: 'short' } }, 'kdf.salt'],
      [{ ...file, cipher: { ...file.cipher, name: 'AES-CBC' } }, 'cipher.name'],
      [{ ...file, segments: [] }, 'segments'],
      [{ ...file, segments: ['not base64!'] }, 'segments[0]'],
    ] as const) {
      expect(readSealedFile(JSON.stringify(wrong))).toMatchObject({ ok: false, error: { path } })
      expect(schemaFaults(schema, wrong)).not.toEqual([])
    }
  })
})
