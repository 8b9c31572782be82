/** What is committed works on any machine: no path of one machine, no host of a package registry. */
import type { Finding, Sources } from './sources.ts'

// Written in pieces, so that this file passes its own check.
const HOME_LIKE = ['work', 'tmp', 'root', 'home/[\\w.-]+', 'Users/[\\w.-]+', 'var/folders'].join('|')
const MACHINE_PATH = new RegExp(`(?<![\\w.~$})-])/(${HOME_LIKE})/|\\b[A-Z]:\\\\\\\\?Users\\\\`)
const REGISTRY_HOST =
  /\bregistry\.[a-z0-9-]+\.[a-z]{2,}\b|\bnpm\.pkg\.github\.com\b|\bnpmmirror\.com\b|\/(artifactory|nexus)\//i

export function checkPortableText(sources: Sources): Finding[] {
  const findings: Finding[] = []
  for (const [path, text] of sources) {
    if (!MACHINE_PATH.test(text) && !REGISTRY_HOST.test(text)) continue
    text.split('\n').forEach((line, index) => {
      const machinePath = MACHINE_PATH.exec(line)?.[0]
      const host = REGISTRY_HOST.exec(line)?.[0]
      if (machinePath !== undefined)
        findings.push({ path, line: index + 1, text: `path of one machine: ${machinePath}` })
      if (host !== undefined)
        findings.push({ path, line: index + 1, text: `host of a package registry: ${host}` })
    })
  }
  return findings
}
