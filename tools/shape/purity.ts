/**
 * The engine and the units it is handed are functions of their input: no clock, no chance, no waiting, no host, and
 * no arithmetic or text operation whose result differs between JavaScript engines. A run is its spec only as long
 * as this holds.
 */
import { isNode, nameOf, parse, visit, type SyntaxNode } from './syntax.ts'
import { isGenerated, isTest, type Finding, type Sources } from './sources.ts'

const PURE_FOLDERS = /^src\/(base|engine|operators|connectors|backends|faults)\/.*\.ts$/
const HOSTS = /(^|\/)hosts?\.ts$/

const BANNED_NAMES: ReadonlyMap<string, string> = new Map([
  ...['Date', 'performance'].map(name => [name, 'reads the clock'] as const),
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame', 'Promise'].map(
    name => [name, 'runs later, in an order nobody chose'] as const,
  ),
  ...['crypto', 'WeakRef', 'FinalizationRegistry'].map(name => [name, 'is not repeatable'] as const),
  ...['Atomics', 'SharedArrayBuffer'].map(name => [name, 'shares memory with another thread'] as const),
  ...['fetch', 'document', 'window', 'globalThis', 'self', 'process', 'navigator', 'console'].map(
    name => [name, 'belongs to a host'] as const,
  ),
  ...['Intl'].map(name => [name, 'depends on the locale'] as const),
  ...['eval', 'Function'].map(name => [name, 'makes code from text'] as const),
])

/** Exact in every engine; all else of Math may differ in the last bit, or is random. */
const EXACT_MATH = new Set(
  'abs ceil floor round trunc sign min max sqrt imul clz32 fround PI E SQRT2 SQRT1_2 LN2 LN10 LOG2E LOG10E'.split(
    ' ',
  ),
)

const LOCALE_MEMBER = /^(localeCompare|toLocale\w*)$/

/** Fields in which an identifier is a label, not a reference. */
function isLabel(parent: SyntaxNode | undefined, field: string): boolean {
  if (parent === undefined) return false
  if (field === 'property' || field === 'key') return parent['computed'] !== true
  return (
    field === 'imported' || field === 'exported' || (field === 'right' && parent.type === 'TSQualifiedName')
  )
}

function identifierFault(
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  field: string,
): string | undefined {
  const name = nameOf(node)
  if (name === undefined || isLabel(parent, field)) return undefined
  if (name === 'Math') {
    const member =
      parent?.type === 'MemberExpression' && parent['computed'] !== true ? nameOf(parent['property']) : ''
    return EXACT_MATH.has(member ?? '') ? undefined : `Math.${member ?? ''} is not the same in every engine`
  }
  const reason = BANNED_NAMES.get(name)
  // `Function` as a type is harmless; calling it is not.
  if (reason === undefined || (name === 'Function' && parent?.type === 'TSTypeReference')) return undefined
  return `${name} ${reason}`
}

function memberFault(node: SyntaxNode): string | undefined {
  const member = nameOf(node['property'])
  if (member === undefined || (node['computed'] === true && !isStringLiteral(node['property'])))
    return undefined
  if (LOCALE_MEMBER.test(member)) return `${member} depends on the locale`
  const owner = nameOf(node['object'])
  return owner === 'Symbol' && member === 'asyncIterator' ? 'Symbol.asyncIterator waits' : undefined
}

function isStringLiteral(value: unknown): boolean {
  return isNode(value) && value.type === 'Literal' && typeof value['value'] === 'string'
}

function nodeFault(node: SyntaxNode, parent: SyntaxNode | undefined, field: string): string | undefined {
  if (node.type === 'Identifier') return identifierFault(node, parent, field)
  if (node.type === 'MemberExpression') return memberFault(node)
  if (node.type === 'AwaitExpression' || node['await'] === true) return 'await waits'
  if (node['async'] === true && node.type !== 'Property') return 'async waits'
  if (node.type === 'ForInStatement')
    return 'for…in walks in an order that depends on how the object was made'
  const operator = node['operator']
  if (operator === '**' || operator === '**=') return `${operator} is not the same in every engine`
  if (node.type === 'ImportExpression') return 'import() waits'
  return node.type === 'MetaProperty' && nameOf(node['meta']) === 'import'
    ? 'import.meta belongs to a host'
    : undefined
}

function mustBePure(path: string): boolean {
  return PURE_FOLDERS.test(path) && !HOSTS.test(path) && !isTest(path) && !isGenerated(path)
}

export function checkPurity(sources: Sources): Finding[] {
  const findings: Finding[] = []
  for (const [path, text] of sources) {
    if (!mustBePure(path)) continue
    const { program, lineAt } = parse(path, text)
    visit(program, (node, parent, field) => {
      const fault = nodeFault(node, parent, field)
      if (fault !== undefined) findings.push({ path, line: lineAt(node.start), text: fault })
    })
  }
  return findings
}
