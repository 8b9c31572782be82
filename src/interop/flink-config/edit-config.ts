/**
 * One value of a config.yaml changed in its text, as a form does it: comments, order and blocks stay as they were
 * written. A text that is no YAML is left alone.
 */
import { isMap, isScalar, type Document, type Node, type YAMLMap } from 'yaml'
import { yamlScalar } from './print-config.ts'
import { CONFIG_TEXT_LENGTH_MAX } from '../limits.ts'
import { parseYaml } from './read-yaml.ts'

/** A text as it is printed here: one entry, a line, with nothing folded. */
const PRINT = { lineWidth: 0, blockQuote: false } as const

interface Place {
  /** From the outermost block to the one that has the pair. */
  readonly maps: readonly YAMLMap[]
  readonly index: number
}

function find(
  map: YAMLMap,
  names: readonly string[],
  prefix: string,
  above: readonly YAMLMap[],
): Place | null {
  const maps = [...above, map]
  for (const [index, pair] of map.items.entries()) {
    if (!isScalar(pair.key)) continue
    const name = `${prefix}${String(pair.key.value)}`
    if (names.includes(name) && !isMap(pair.value)) return { maps, index }
    const inside = isMap(pair.value) ? find(pair.value, names, `${name}.`, maps) : null
    if (inside !== null) return inside
  }
  return null
}

/** A block that has become empty goes with its last entry. */
function remove({ maps, index }: Place): void {
  maps.at(-1)?.items.splice(index, 1)
  for (let depth = maps.length - 1; depth > 0; depth--) {
    const [inner, outer] = [maps[depth], maps[depth - 1]]
    if (inner === undefined || outer === undefined || inner.items.length > 0) return
    outer.items.splice(
      outer.items.findIndex(pair => pair.value === inner),
      1,
    )
  }
}

function replace(document: Document, { maps, index }: Place, value: string): void {
  const pair = maps.at(-1)?.items[index]
  if (pair === undefined) return
  const before = pair.value
  const scalar = document.createNode(yamlScalar(value)) as Node
  if (isScalar(before)) scalar.comment = before.comment ?? null
  pair.value = scalar
}

/**
 * `names` are the current key and the names under which the text may have it; a new entry takes the first. Null
 * takes the entry away. The same text comes back where it cannot be edited.
 */
export function editConfig(text: string, names: readonly string[], value: string | null): string {
  const [key] = names
  if (key === undefined || text.length > CONFIG_TEXT_LENGTH_MAX) return text
  const document = parseYaml(text)
  if (document.errors.length > 0 || !(document.contents === null || isMap(document.contents))) return text
  const place = document.contents === null ? null : find(document.contents, names, '', [])
  if (value === null) {
    if (place !== null) remove(place)
  } else if (place !== null) replace(document, place, value)
  else document.set(key, document.createNode(yamlScalar(value)))
  const empty = document.contents !== null && isMap(document.contents) && document.contents.items.length === 0
  if (empty) document.contents = null
  const nothing = document.contents === null && (document.commentBefore ?? '') === ''
  return nothing ? '' : document.toString(PRINT)
}
