/**
 * Nothing that ships knows a golden case: no module under `src` names the folder of the cases, or one of them by its
 * name or by a name of its own. A rule is built for what Flink does, and a case only tells whether it was built right.
 */
import { readdirSync } from 'node:fs'
import { isModule, type Finding, type Sources } from './sources.ts'

const SHIPS = /^src\/(?!.*\.(test|suite)\.tsx?$)/
/** Names that are words of their own, and say nothing of a case. */
const WORD = /^[a-z]+$/

export const caseNames = (): string[] =>
  readdirSync('golden')
    .filter(name => name.endsWith('.json'))
    .map(name => name.slice(0, -'.json'.length))
    .filter(name => !WORD.test(name))

export function checkGoldenBlind(sources: Sources, names: readonly string[] = caseNames()): Finding[] {
  const findings: Finding[] = []
  for (const [path, text] of sources) {
    if (!SHIPS.test(path) || !isModule(path)) continue
    text.split('\n').forEach((line, i) => {
      const name = names.find(one => line.includes(one))
      if (name !== undefined) findings.push({ path, line: i + 1, text: `knows the golden case ${name}` })
      if (/\bgolden\//.test(line))
        findings.push({ path, line: i + 1, text: 'knows the folder of golden cases' })
    })
  }
  return findings
}
