/** Which names a piece of JavaScript declares, block by block: just enough to tell its own variables from captured ones. */

export interface SyntaxNode {
  readonly type: string
  readonly [field: string]: unknown
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node).flatMap(value =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  )
}

export function isFunction(node: SyntaxNode): boolean {
  return (
    node.type === 'FunctionExpression' ||
    node.type === 'FunctionDeclaration' ||
    node.type === 'ArrowFunctionExpression'
  )
}

export class Scope {
  readonly #names = new Set<string>()
  readonly #parent: Scope | null

  constructor(parent: Scope | null) {
    this.#parent = parent
  }

  has(name: string): boolean {
    return this.#names.has(name) || (this.#parent?.has(name) ?? false)
  }

  /** The names a pattern binds: `{ a, b: [c = 1], ...d }`. */
  declarePattern(pattern: unknown): void {
    if (!isNode(pattern)) return
    if (pattern.type === 'Identifier') this.#names.add(pattern['name'] as string)
    else if (pattern.type === 'Property') this.declarePattern(pattern['value'])
    else if (pattern.type === 'AssignmentPattern') this.declarePattern(pattern['left'])
    else if (pattern.type === 'RestElement') this.declarePattern(pattern['argument'])
    else if (pattern.type === 'ObjectPattern') this.#declareAll(pattern['properties'])
    else if (pattern.type === 'ArrayPattern') this.#declareAll(pattern['elements'])
  }

  #declareAll(patterns: unknown): void {
    for (const pattern of patterns as readonly unknown[]) this.declarePattern(pattern)
  }

  /** What statements of a block declare in it: let, const, class, function. */
  declareBlock(statements: readonly SyntaxNode[]): void {
    for (const statement of statements) {
      if (statement.type === 'VariableDeclaration') this.declareVariables(statement)
      else if (/^(Function|Class)Declaration$/.test(statement.type)) this.declarePattern(statement['id'])
    }
  }

  declareVariables(declaration: SyntaxNode): void {
    for (const declarator of declaration['declarations'] as readonly SyntaxNode[])
      this.declarePattern(declarator['id'])
  }

  /** `var` belongs to the whole function, wherever it stands in it. */
  hoist(node: SyntaxNode): void {
    if (node.type === 'VariableDeclaration' && node['kind'] === 'var') this.declareVariables(node)
    for (const child of childrenOf(node))
      if (!isFunction(child) && child.type !== 'StaticBlock') this.hoist(child)
  }

  /** A function's own name, its parameters and its `var`s. */
  static ofFunction(node: SyntaxNode, parent: Scope): Scope {
    const scope = new Scope(parent)
    if (node.type === 'FunctionExpression') scope.declarePattern(node['id'])
    if (node.type !== 'ArrowFunctionExpression') scope.#names.add('arguments')
    scope.#declareAll(node['params'])
    if (isNode(node['body'])) scope.hoist(node['body'])
    return scope
  }
}
