/** Files of at most 600 lines, functions of at most 70. */
import { nameOf, isNode, parse, visit, type SyntaxNode } from './syntax.ts'
import { isGenerated, isModule, isTest, type Finding, type Sources } from './sources.ts'

const FILE_LINES_MAX = 600
const FUNCTION_LINES_MAX = 70

/**
 * What is longer than it should be: `path` or `path function` → lines. This list may only shrink: a number larger
 * than the truth is refused, so that what became shorter stays shorter.
 */
const RATCHET: Readonly<Record<string, number>> = {}

const CODE = /^(src|cli|tools|e2e)\/.*\.(ts|tsx|mjs|css)$/
const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])

/** What a reader would call the function: its own name, or that of what holds it. */
function functionName(node: SyntaxNode, parent: SyntaxNode | undefined): string {
  const held = [node['id'], parent?.['id'], parent?.['key'], parent?.['left']].map(nameOf)
  const callee = parent?.['callee']
  const caller = isNode(callee) ? (nameOf(callee) ?? nameOf(callee['property'])) : undefined
  return held.find(name => name !== undefined) ?? (caller === undefined ? 'anonymous' : `${caller}(…)`)
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

interface Measure {
  readonly key: string
  readonly path: string
  readonly line: number
  readonly lines: number
  readonly linesMax: number
}

function measure(path: string, text: string): Measure[] {
  const found: Measure[] = [{ key: path, path, line: 1, lines: lineCount(text), linesMax: FILE_LINES_MAX }]
  if (!isModule(path) || isTest(path)) return found
  const { program, lineAt } = parse(path, text)
  visit(program, (node, parent) => {
    if (!FUNCTIONS.has(node.type)) return
    const line = lineAt(node.start)
    const key = `${path} ${functionName(node, parent)}`
    found.push({ key, path, line, lines: lineAt(node.end) - line + 1, linesMax: FUNCTION_LINES_MAX })
  })
  return found
}

export function checkSize(sources: Sources, ratchet: Readonly<Record<string, number>> = RATCHET): Finding[] {
  const findings: Finding[] = []
  const longest = new Map<string, number>()
  for (const [path, text] of sources) {
    if (!CODE.test(path) || isGenerated(path)) continue
    for (const { key, line, lines, linesMax } of measure(path, text)) {
      longest.set(key, Math.max(lines, longest.get(key) ?? 0))
      const allowed = Math.max(linesMax, ratchet[key] ?? 0)
      if (lines > allowed) {
        findings.push({ path, line, text: `expected at most ${allowed} lines, got ${lines}: ${key}` })
      }
    }
  }
  for (const [key, allowed] of Object.entries(ratchet)) {
    const lines = longest.get(key) ?? 0
    if (lines >= allowed) continue
    findings.push({
      path: key,
      line: 1,
      text: `shorter than its ratchet: ${lines} lines, listed with ${allowed}`,
    })
  }
  return findings
}
