/**
 * The way back: a config as the text of a config.yaml, dotted keys in groups, both sorted. What is printed is read as
 * the same config.
 */
import { stringify } from 'yaml'
import { compare } from '../../base/order.ts'
import { optionOf } from './options.ts'

/** Flink's own order of importance for what a job sets most; what is not named follows by its name. */
const GROUP_ORDER = [
  'CoreOptions',
  'ExecutionOptions',
  'PipelineOptions',
  'CheckpointingOptions',
  'StateRecoveryOptions',
  'RestartStrategyOptions',
  'StateBackendOptions',
  'TaskManagerOptions',
]
const LAST_GROUPS = ['', 'WeirCluster', 'WeirNetwork', 'WeirCosts', 'WeirCheckpoints', 'WeirRun']

function groupRank(group: string): number {
  const last = LAST_GROUPS.indexOf(group)
  if (last >= 0) return GROUP_ORDER.length + 1 + last
  const first = GROUP_ORDER.indexOf(group)
  return first >= 0 ? first : GROUP_ORDER.length
}

export const compareGroups = (a: string, b: string): number => groupRank(a) - groupRank(b) || compare(a, b)

/** A whole number or a truth value as such; every other text in quotes where YAML would take it for something else. */
export function yamlScalar(text: string): string | boolean | bigint {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^(?:0|-?[1-9]\d*)$/.test(text) ? BigInt(text) : text
}

/** One line of YAML. */
const line = (key: string, value: string): string =>
  stringify({ [key]: yamlScalar(value) }, { schema: 'core', lineWidth: 0, blockQuote: false })

/** `heading` gives the comment above a group; the group of keys that are known by name only is ''. */
export function printConfig(
  config: Readonly<Record<string, string>>,
  heading: (group: string) => string,
): string {
  const groups = new Map<string, string[]>()
  for (const key of Object.keys(config).toSorted(compare)) {
    const group = optionOf(key)?.group ?? ''
    groups.set(group, [...(groups.get(group) ?? []), line(key, config[key] ?? '')])
  }
  return [...groups]
    .toSorted(([a], [b]) => compareGroups(a, b))
    .map(([group, lines]) => `# ${heading(group)}\n${lines.join('')}`)
    .join('\n')
}
