/**
 * One text for one content. The canonical form is that of RFC 8785 (fields sorted by UTF-16 units, no spaces,
 * ECMAScript numbers), and a file's digest is taken over it, so that spaces and the order of fields don't count and
 * anyone can check it with other tools. The printed form is for people: short things on one line.
 */
import { sha256 } from '../base/sha256.ts'
import type { Json } from './json-text.ts'

export const LINE_LENGTH_MAX = 110

type Fields = Readonly<Record<string, Json>>

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  const names = Object.keys(value).sort()
  return `{${names.map(name => `${JSON.stringify(name)}:${canonicalJson((value as Fields)[name] ?? null)}`).join(',')}}`
}

/** Digest of a file's content: everything but its `digest` field. */
export function digestOf(content: Fields): string {
  return `sha-256:${sha256(canonicalJson(content))}`
}

/** Whether the parts, each with a comma and a space, fit on one line. */
function fits(parts: readonly string[], room: number): boolean {
  let left = room
  for (const part of parts) {
    left -= part.length + 2
    if (left < 0 || part.includes('\n')) return false
  }
  return true
}

function fold(open: string, parts: readonly string[], close: string, indent: string): string {
  if (fits(parts, LINE_LENGTH_MAX - indent.length)) return `${open}${parts.join(', ')}${close}`
  const inner = `\n${indent} `
  return `${open}${inner}${parts.join(`,${inner}`)}\n${indent}${close}`
}

/** For people; fields in the order given, the first line indented by whoever writes it. */
export function print(value: Json, indent: string): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const inner = `${indent} `
  if (isList(value)) {
    return fold(
      '[',
      value.map(item => print(item, inner)),
      ']',
      indent,
    )
  }
  const parts = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${print(item, inner)}`)
  return fold('{', parts, '}', indent)
}
