/** What both kinds of file have in common: a format, a version, and a digest over the rest. */
import { digestOf } from './canonical.ts'
import { parseJson, type Json } from './json-text.ts'
import { refuse, refuseValue, ROOT, within } from './problems.ts'
import { object } from './readers.ts'

type Fields = Readonly<Record<string, Json>>

const DIGEST = /^sha-256:[0-9a-f]{64}$/

/** The fields of a file of this format and version. Its digest is checked last, by {@link checkDigest}. */
export function openFile(text: string, format: string, version: number): Fields {
  const file = object(parseJson(text), ROOT)
  if (file['format'] !== format) {
    refuseValue(JSON.stringify(format), file['format'], within(ROOT, 'format'), 'wrong-format')
  }
  if (file['version'] !== version) {
    refuseValue(`version ${version}`, file['version'], within(ROOT, 'version'), 'wrong-version')
  }
  return file
}

/** A place is more help than a digest, so this comes after everything else. */
export function checkDigest(file: Fields): void {
  const at = within(ROOT, 'digest')
  const { digest, ...content } = file
  if (typeof digest !== 'string' || !DIGEST.test(digest))
    refuseValue('sha-256: and 64 hex digits', digest, at)
  const expected = digestOf(content)
  if (digest !== expected) {
    refuse(
      'wrong-digest',
      at,
      `expected ${expected} for this content, got ${digest}: the file was changed or damaged`,
    )
  }
}
