/** No module reaches itself by what it imports at run time; types may go in rings, because they are erased. */
import { importsOf, resolveRelative } from './syntax.ts'
import { isModule, isTest, type Finding, type Sources } from './sources.ts'

function valueImports(sources: Sources): Map<string, string[]> {
  const graph = new Map<string, string[]>()
  for (const [path, text] of sources) {
    if (!isModule(path) || isTest(path)) continue
    const targets = importsOf(path, text)
      .filter(edge => !edge.typeOnly && !edge.dynamic && edge.specifier.startsWith('.'))
      .map(edge => resolveRelative(path, edge.specifier))
    graph.set(path, targets)
  }
  return graph
}

/** One finding for each ring met, written as the walk round it. */
export function checkImportCycles(sources: Sources): Finding[] {
  const graph = valueImports(sources)
  const findings: Finding[] = []
  const done = new Set<string>()
  const trail: string[] = []
  const walk = (path: string): void => {
    const at = trail.indexOf(path)
    if (at !== -1) {
      findings.push({ path, line: 1, text: `imports itself: ${[...trail.slice(at), path].join(' → ')}` })
      return
    }
    if (done.has(path)) return
    trail.push(path)
    for (const target of graph.get(path) ?? []) walk(target)
    trail.pop()
    done.add(path)
  }
  for (const path of graph.keys()) walk(path)
  return findings
}
