/** What stands behind `--config`: files and single settings, as the commands of the CLI take them. */
import { readFileSync } from 'node:fs'
import type { Config } from '../src/engine/api/spec.ts'
import { parseConfig, readPairs } from '../src/interop/flink-config/parse-config.ts'
import { describeConfigProblem, problemWords } from '../src/interop/flink-config/problem-words.ts'

/** Files and pairs in their order: what comes later stands above what came before. */
export function readConfig(given: readonly string[]): Config {
  const read = given.map(one => (one.includes('=') ? readPair(one) : readConfigFile(one)))
  return read.reduce((before, one) => ({ ...before, ...one }), {})
}

function readPair(pair: string): Config {
  const at = pair.indexOf('=')
  if (at < 1) throw new Error(`--config: expected KEY=VALUE, got ${pair}`)
  const { config, problems } = readPairs([[pair.slice(0, at), pair.slice(at + 1)]])
  if (problems[0] !== undefined) {
    throw new Error(`--config: ${problems[0].key ?? pair}: ${problemWords(problems[0])}`)
  }
  return config
}

function readConfigFile(path: string): Config {
  if (!/\.ya?ml$/i.test(path)) throw new Error(`--config: expected KEY=VALUE or a YAML file, got ${path}`)
  const { config, problems } = parseConfig(readFileSync(path, 'utf8'))
  if (problems.length > 0) {
    throw new Error([path, ...problems.map(describeConfigProblem)].join('\n  '))
  }
  return config
}
