/** Small rules for every module: no `any`, no default export, no note to do it later, kebab-case names. */
import { nameOf, parse, visit, type SyntaxNode } from './syntax.ts'
import { isGenerated, isModule, type Finding, type Sources } from './sources.ts'

const CODE_FOLDERS = /^(src|cli|tools|e2e)\//
const CONFIG = /^[^/]+\.config\.ts$/
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
// Written in two halves, so that this file passes its own check.
const LATER = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME'].join('|')})\\b`)

function nodeFault(node: SyntaxNode, path: string): string | undefined {
  if (node.type === 'TSAnyKeyword') return 'any: say what it is, or unknown'
  if (CONFIG.test(path)) return undefined
  const isDefault =
    node.type === 'ExportDefaultDeclaration' ||
    (node.type === 'ExportSpecifier' && nameOf(node['exported']) === 'default')
  return isDefault ? 'default export: export it by its name' : undefined
}

function checkPath(path: string): Finding[] {
  return path.split('/').every(part => KEBAB_CASE.test(part))
    ? []
    : [{ path, line: 1, text: 'expected a kebab-case name' }]
}

function checkLater(path: string, text: string): Finding[] {
  return text.split('\n').flatMap((line, index) => {
    const word = LATER.exec(line)?.[0]
    return word === undefined ? [] : [{ path, line: index + 1, text: `${word}: do it, or open an issue` }]
  })
}

export function checkHabits(sources: Sources): Finding[] {
  const findings: Finding[] = []
  for (const [path, text] of sources) {
    const inCode = CODE_FOLDERS.test(path)
    if ((!inCode && !CONFIG.test(path)) || isGenerated(path)) continue
    if (inCode) findings.push(...checkPath(path))
    findings.push(...checkLater(path, text))
    if (!isModule(path)) continue
    const { program, lineAt } = parse(path, text)
    visit(program, node => {
      const fault = nodeFault(node, path)
      if (fault !== undefined) findings.push({ path, line: lineAt(node.start), text: fault })
    })
  }
  return findings
}
