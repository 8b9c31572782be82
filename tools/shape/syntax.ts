/**
 * Syntax trees and imports, by a real parser: text in comments and strings is never mistaken for code.
 */
import { parseSync } from 'oxc-parser'

export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

export interface Syntax {
  readonly program: SyntaxNode
  /** The line, from 1, of a position in the text. */
  readonly lineAt: (position: number) => number
}

export interface ImportEdge {
  readonly specifier: string
  readonly line: number
  /** Erased when compiled: `import type`, `export type`, `import('…')` in a type. */
  readonly typeOnly: boolean
  /** `import(…)` at run time. */
  readonly dynamic: boolean
}

const parsed = new Map<string, Syntax>()

/** Throws on text that doesn't parse: nothing can be said about its shape. */
export function parse(path: string, text: string): Syntax {
  const key = `${path}\n${text}`
  const known = parsed.get(key)
  if (known !== undefined) return known
  const { program, errors } = parseSync(path, text, { sourceType: 'module' })
  const error = errors[0]
  if (error !== undefined) throw new Error(`${path}: ${error.message}`)
  const lineStarts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1)
  const lineAt = (position: number): number => lineStarts.findLastIndex(start => start <= position) + 1
  const syntax: Syntax = { program: program as unknown as SyntaxNode, lineAt }
  parsed.set(key, syntax)
  return syntax
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

/** The child nodes, with the field that holds each. */
function* childrenOf(node: SyntaxNode): Generator<readonly [string, SyntaxNode]> {
  for (const [field, value] of Object.entries(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) yield [field, item]
    } else if (isNode(value)) {
      yield [field, value]
    }
  }
}

export type Visitor = (node: SyntaxNode, parent: SyntaxNode | undefined, field: string) => void

/** Calls `visitor` for the node and all below it, a parent before its children. */
export function visit(node: SyntaxNode, visitor: Visitor): void {
  const step = (current: SyntaxNode, parent: SyntaxNode | undefined, field: string): void => {
    visitor(current, parent, field)
    for (const [name, child] of childrenOf(current)) step(child, current, name)
  }
  step(node, undefined, '')
}

/** The text of an identifier or of a string literal, if the value is one. */
export function nameOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined
  const name = value['name'] ?? value['value']
  return typeof name === 'string' ? name : undefined
}

const TYPE_KIND: Readonly<Record<string, string>> = {
  ImportDeclaration: 'importKind',
  ExportNamedDeclaration: 'exportKind',
  ExportAllDeclaration: 'exportKind',
}

/** Every module that the text names, in the order of the text. */
export function importsOf(path: string, text: string): ImportEdge[] {
  const { program, lineAt } = parse(path, text)
  const edges: ImportEdge[] = []
  visit(program, node => {
    const specifier = nameOf(node['source'])
    if (specifier === undefined) return
    const kindField = TYPE_KIND[node.type]
    const typeOnly = node.type === 'TSImportType' || (kindField !== undefined && node[kindField] === 'type')
    edges.push({ specifier, line: lineAt(node.start), typeOnly, dynamic: node.type === 'ImportExpression' })
  })
  return edges
}

/** The path that a relative specifier means, without a `?query`. */
export function resolveRelative(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1)
  for (const part of (specifier.split('?')[0] ?? '').split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}
