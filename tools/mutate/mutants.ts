/**
 * Small mistakes that could be made in a file, found in its syntax: a comparison turned, a condition denied, a bound off
 * by one, a statement left out or done in the other order. What only checks or tells (assertions, rows of the trace, a
 * variable that only they read, a condition that only chooses among them) is left alone, since no rule of the engine is
 * in it. The same text gives the same mutants in the same order.
 */
import { parseSync } from 'oxc-parser'

export interface Mutant {
  readonly path: string
  readonly line: number
  /** The place in the text, and what stands there instead. */
  readonly start: number
  readonly end: number
  readonly text: string
  readonly what: string
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

type Change = Pick<Mutant, 'start' | 'end' | 'text' | 'what'>

const OPERATORS: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '&&': '||',
  '||': '&&',
  '+=': '-=',
}

/** Calls that check or tell and do nothing else. */
const SILENT = /^(assert|ensure|unreachable|row|refuse|fail)$/
const NO_RULE = /^TS|^Import|^Export(All|Named)|^ThrowStatement$|^TemplateLiteral$/

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

const isExportOfCode = (node: Node): boolean =>
  node.type === 'ExportNamedDeclaration' && isNode(node['declaration'])

function calls(node: Node): string {
  const { callee } = node as { readonly callee?: Node }
  return node.type === 'CallExpression' && callee?.type === 'Identifier' ? String(callee['name']) : ''
}

/** Two assignments in a row seldom depend on each other; two actions often do. */
const isCall = ({ expression }: Node): boolean => isNode(expression) && expression.type === 'CallExpression'

const isSilent = (node: Node): boolean => {
  const expression = node['expression']
  return (
    SILENT.test(calls(node)) ||
    (node.type === 'ExpressionStatement' && isNode(expression) && isSilent(expression))
  )
}

/** Nothing but calls that check or tell. */
function onlyTells(node: unknown): boolean {
  if (node === null || node === undefined) return true
  if (!isNode(node)) return false
  if (node.type === 'BlockStatement') return (node['body'] as Node[]).every(onlyTells)
  if (node.type === 'IfStatement') return onlyTells(node['consequent']) && onlyTells(node['alternate'])
  return isSilent(node)
}

const isNameOf = (node: Node, name: string): boolean => node.type === 'Identifier' && node['name'] === name

/** Whether a name is read by more than what checks or tells; `skipped` are declarations of which that is known. */
function isUsed(node: Node, name: string, skipped: ReadonlySet<Node>): boolean {
  if (isSilent(node) || skipped.has(node)) return false
  if (node.type === 'IfStatement' && onlyTells(node)) return false
  if (isNameOf(node, name)) return true
  const declares = node.type === 'VariableDeclarator' && isNode(node['id']) && isNameOf(node['id'], name)
  const parts = declares ? [node['init']].filter(isNode) : childrenOf(node)
  return parts.some(part => isUsed(part, name, skipped))
}

/** The declarations of a block whose variables are only for what checks or tells, the last first. */
function toldOnly(block: Node): ReadonlySet<Node> {
  const found = new Set<Node>()
  const declarations = (block['body'] as Node[])
    .filter(({ type }) => type === 'VariableDeclaration')
    .reverse()
  for (const one of declarations.flatMap(({ declarations: all }) => (all as Node[]).toReversed())) {
    const { id } = one as { readonly id?: Node } & Node
    if (id?.type === 'Identifier' && !isUsed(block, String(id['name']), found)) found.add(one)
  }
  return found
}

function childrenOf(node: Node): Node[] {
  return Object.entries(node).flatMap(([field, value]) => {
    if (field === 'typeAnnotation' || field === 'returnType' || field === 'typeArguments') return []
    return (Array.isArray(value) ? value : [value]).filter(isNode)
  })
}

class Finder {
  readonly #source: string
  readonly changes: Change[] = []
  readonly #told = new Set<Node>()

  constructor(source: string) {
    this.#source = source
  }

  #text({ start, end }: Node): string {
    return this.#source.slice(start, end)
  }

  #add(node: Pick<Node, 'start' | 'end'>, text: string, what: string): void {
    this.changes.push({ start: node.start, end: node.end, text, what: what.replaceAll(/\s+/g, ' ') })
  }

  walk(node: Node): void {
    if ((NO_RULE.test(node.type) && !isExportOfCode(node)) || isSilent(node) || this.#told.has(node)) return
    if (node.type === 'IfStatement' && onlyTells(node)) return
    if (node.type === 'BlockStatement') for (const one of toldOnly(node)) this.#told.add(one)
    this.#operator(node)
    this.#condition(node)
    this.#literal(node)
    this.#statements(node)
    for (const child of childrenOf(node)) this.walk(child)
  }

  #operator(node: Node): void {
    const { left, right, operator } = node as { left?: Node; right?: Node; operator?: string } & Node
    if (!isNode(left) || !isNode(right) || operator === undefined) return
    const other = OPERATORS[operator]
    if (other === undefined || this.#isText(left) || this.#isText(right)) return
    const at = this.#source.indexOf(operator, left.end)
    this.#add({ start: at, end: at + operator.length }, other, `${operator} becomes ${other}`)
  }

  #isText(node: Node): boolean {
    return node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node['value'] === 'string')
  }

  #condition(node: Node): void {
    const { test } = node as { readonly test?: Node }
    if (
      test === undefined ||
      test === null ||
      (node.type !== 'IfStatement' && node.type !== 'ConditionalExpression')
    )
      return
    this.#add(test, `!(${this.#text(test)})`, 'the condition is denied')
    if (node.type === 'IfStatement') this.#add(test, 'false', 'the condition never holds')
  }

  /** A negative number stands for "none" here, and one is as good as another. */
  #literal(node: Node): void {
    const value = node['value']
    if (node.type !== 'Literal' || this.#source[node.start - 1] === '-') return
    if (typeof value === 'number' && value < 100)
      this.#add(node, String(value + 1), `${value} becomes ${value + 1}`)
    if (typeof value === 'boolean') this.#add(node, String(!value), `${value} becomes ${!value}`)
  }

  #statements(node: Node): void {
    const { body } = node as { readonly body?: unknown }
    if (node.type !== 'BlockStatement' || !Array.isArray(body)) return
    const acts = (body as Node[]).filter(one => one.type === 'ExpressionStatement' && !isSilent(one))
    for (const one of acts) this.#add(one, '', `left out: ${this.#text(one).slice(0, 60)}`)
    for (let i = 1; i < body.length; i++) this.#swap(body[i - 1] as Node, body[i] as Node, acts)
  }

  #swap(first: Node, second: Node, acts: readonly Node[]): void {
    if (!acts.includes(first) || !acts.includes(second) || ![first, second].every(isCall)) return
    const text = `${this.#text(second)}\n${this.#text(first)}`
    this.#add(
      { start: first.start, end: second.end },
      text,
      `in the other order: ${this.#text(second).slice(0, 50)}`,
    )
  }
}

export function mutantsOf(path: string, source: string): Mutant[] {
  const { program, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path}: expected TypeScript, got ${errors[0]!.message}`)
  const finder = new Finder(source)
  finder.walk(program as unknown as Node)
  return finder.changes.map(change => ({
    path,
    line: source.slice(0, change.start).split('\n').length,
    ...change,
  }))
}

export const applyMutant = (source: string, { start, end, text }: Mutant): string =>
  source.slice(0, start) + text + source.slice(end)
