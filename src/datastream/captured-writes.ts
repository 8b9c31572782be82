/**
 * Finds in the text of a function or class what could not travel in time with its task: writes to variables it does
 * not declare, `#private` fields, and arrow functions that hold on to a `this` of their own. Works on names and
 * structure only, so minified text is as good as any. A mutation through an alias is not seen here; the replay check
 * finds that at run time.
 */
import { parse } from 'acorn'
import { memoized } from '../base/memoized.ts'
import { childrenOf, isFunction, isNode, Scope, type SyntaxNode } from './scopes.ts'

/** What was found, as the end of "got one that …"; null: nothing. */
export type Finding = string | null

const MUTATORS = new Set(['push', 'pop', 'shift', 'unshift', 'splice', 'delete', 'clear'])
/** These are also names of pure functions, so they count only where the result is thrown away. */
const MUTATORS_IF_DISCARDED = new Set(['add', 'set', 'sort', 'reverse', 'fill'])
const STATIC_GLOBALS = new Set(['Object', 'Reflect', 'Math', 'JSON', 'Number', 'String', 'Array', 'BigInt'])

/** Jobs are built again and again of the same functions, and reading one takes longer than running a small job. */
const TEXTS_KEPT = 500

export const findCapturedWrite = memoized(searchText, TEXTS_KEPT)

function searchText(text: string): Finding {
  const root = parseCode(text)
  if (root === null) return 'is no readable JavaScript'
  if (root['async'] === true) return 'is async, while a result is due at once'
  const search = new Search()
  search.visitRoot(root)
  return search.finding
}

/** True for an arrow function that says `this`: it means the object it was written in, never a copy. */
export const holdsOuterThis = memoized((text: string): boolean => {
  const root = parseCode(text)
  return root !== null && root.type === 'ArrowFunctionExpression' && saysThis(root)
}, TEXTS_KEPT)

function saysThis(node: SyntaxNode): boolean {
  if (node.type === 'ThisExpression' || node.type === 'Super') return true
  const inner = childrenOf(node).filter(
    child => !isFunction(child) || child.type === 'ArrowFunctionExpression',
  )
  return inner.some(saysThis)
}

/** The text of a function is an expression, or the definition of a method. */
function parseCode(text: string): SyntaxNode | null {
  const asExpression = tryParse(`(${text})`)
  if (asExpression !== null) return asExpression
  const literal = tryParse(`({${text}})`)
  const property = literal === null ? undefined : (literal['properties'] as readonly SyntaxNode[])[0]
  return property !== undefined && isNode(property['value']) ? property['value'] : null
}

function tryParse(source: string): SyntaxNode | null {
  try {
    const program = parse(source, { ecmaVersion: 'latest', sourceType: 'module' })
    const statement = program.body[0] as unknown as SyntaxNode
    return statement['expression'] as SyntaxNode
  } catch {
    return null
  }
}

class Search {
  finding: Finding = null

  /** A class that writes to its own name writes to its statics, which all subtasks share. */
  visitRoot(root: SyntaxNode): void {
    const outside = new Scope(null)
    if (root.type === 'ClassExpression') this.visitChildren(root, outside)
    else this.visit(root, outside)
  }

  /** `discarded`: nobody looks at the value of this expression. */
  visit(node: SyntaxNode, scope: Scope, discarded = false): void {
    if (this.finding !== null) return
    if (isFunction(node)) return this.visitFunction(node, scope)
    switch (node.type) {
      case 'PrivateIdentifier':
        return this.report(`has the private field #${node['name'] as string}, which cannot be copied`)
      case 'AssignmentExpression':
        this.write(node['left'], scope)
        break
      case 'UpdateExpression':
        this.write(node['argument'], scope)
        break
      case 'UnaryExpression':
        if (node['operator'] === 'delete') this.write(node['argument'], scope)
        break
      case 'ForInStatement':
      case 'ForOfStatement':
        this.write(node['left'], scope)
        break
      case 'CallExpression':
        this.checkCall(node, scope, discarded)
        break
    }
    this.visitChildren(node, innerScope(node, scope), discarded)
  }

  visitChildren(node: SyntaxNode, scope: Scope, discarded = false): void {
    const children = childrenOf(node)
    children.forEach((child, i) => {
      this.visit(child, scope, isDiscarded(node, i === children.length - 1, discarded))
    })
  }

  visitFunction(node: SyntaxNode, scope: Scope): void {
    const inner = Scope.ofFunction(node, scope)
    for (const parameter of node['params'] as readonly SyntaxNode[]) this.visit(parameter, inner)
    this.visit(node['body'] as SyntaxNode, inner)
  }

  report(finding: string): void {
    this.finding ??= finding
  }

  /** A target of an assignment; declarations in a loop's head are none. */
  write(target: unknown, scope: Scope): void {
    if (!isNode(target) || target.type === 'VariableDeclaration') return
    if (target.type === 'Identifier') {
      const name = target['name'] as string
      if (!scope.has(name)) this.report(`assigns to ${name}, which it does not declare`)
    } else if (target.type === 'MemberExpression' || target.type === 'ChainExpression') {
      const name = capturedRoot(target, scope)
      if (name !== null) this.report(`changes ${name}, which it does not declare`)
    } else {
      for (const part of patternParts(target)) this.write(part, scope)
    }
  }

  checkCall(node: SyntaxNode, scope: Scope, discarded: boolean): void {
    const callee = node['callee'] as SyntaxNode
    const property = callee['property']
    if (callee.type !== 'MemberExpression' || callee['computed'] === true || !isNode(property)) return
    const method = property['name'] as string
    if (!MUTATORS.has(method) && !(discarded && MUTATORS_IF_DISCARDED.has(method))) return
    const name = capturedRoot(callee, scope)
    if (name !== null && !STATIC_GLOBALS.has(name)) this.report(`changes ${name}, which it does not declare`)
  }
}

/** The variable that a chain of members begins with, where the text does not declare it. */
function capturedRoot(node: SyntaxNode, scope: Scope): string | null {
  let root = node
  while (root.type === 'MemberExpression' || root.type === 'ChainExpression') {
    root = (root['object'] ?? root['expression']) as SyntaxNode
  }
  if (root.type !== 'Identifier' || scope.has(root['name'] as string)) return null
  return root['name'] as string
}

function patternParts(pattern: SyntaxNode): unknown[] {
  if (pattern.type === 'Property') return [pattern['value']]
  if (pattern.type === 'AssignmentPattern') return [pattern['left']]
  if (pattern.type === 'RestElement') return [pattern['argument']]
  return [...((pattern['properties'] ?? pattern['elements'] ?? []) as readonly unknown[])]
}

function isDiscarded(parent: SyntaxNode, isLast: boolean, discarded: boolean): boolean {
  if (parent.type === 'ExpressionStatement') return true
  if (parent.type === 'UnaryExpression') return parent['operator'] === 'void'
  if (parent.type === 'SequenceExpression') return !isLast || discarded
  return discarded && ['LogicalExpression', 'ConditionalExpression', 'ChainExpression'].includes(parent.type)
}

function innerScope(node: SyntaxNode, scope: Scope): Scope {
  const inner = new Scope(scope)
  switch (node.type) {
    case 'BlockStatement':
    case 'StaticBlock':
      inner.declareBlock(node['body'] as readonly SyntaxNode[])
      if (node.type === 'StaticBlock') inner.hoist(node)
      return inner
    case 'SwitchStatement':
      for (const branch of node['cases'] as readonly SyntaxNode[]) {
        inner.declareBlock(branch['consequent'] as readonly SyntaxNode[])
      }
      return inner
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
      inner.declareBlock([node['init'], node['left']].filter(isNode))
      return inner
    case 'CatchClause':
      inner.declarePattern(node['param'])
      return inner
    case 'ClassExpression':
      inner.declarePattern(node['id'])
      return inner
    default:
      return scope
  }
}
