/**
 * Behaviours of Flink that were read out of its own tests and sources have an id each, and `scenarios.json` lists them.
 * Every one is a test whose name begins with its id, or is listed with the reason why it is none: `pending` for what is
 * being built, else a sentence. A reason that a test has overtaken is refused.
 */
export interface Scenario {
  readonly id: string
  readonly area: string
  readonly untested?: string
}

export const PENDING = 'pending'
const ID = /(['"`])((?:F\d{3}(?:, | and )?)+):? .*?\1/g

/** The ids that names of tests in these texts begin with. */
export function testedIds(texts: Iterable<string>): Set<string> {
  const ids = new Set<string>()
  for (const text of texts)
    for (const [, , found = ''] of text.matchAll(ID))
      for (const id of found.match(/F\d{3}/g) ?? []) ids.add(id)
  return ids
}

/** What is wrong with the list, one line for each. */
export function checkScenarios(scenarios: readonly Scenario[], tested: ReadonlySet<string>): string[] {
  const known = new Set(scenarios.map(({ id }) => id))
  const twice = scenarios.filter(({ id }, i) => scenarios.findIndex(other => other.id === id) !== i)
  return [
    ...twice.map(({ id }) => `${id} is listed twice`),
    ...[...tested].filter(id => !known.has(id)).map(id => `${id} is tested and not listed`),
    ...scenarios.flatMap(({ id, area, untested }) => {
      if (untested === undefined)
        return tested.has(id) ? [] : [`${id} (${area}) has neither a test nor a reason`]
      if (untested === PENDING || !tested.has(id))
        return untested.trim() === '' ? [`${id}: expected a reason`] : []
      return [`${id} (${area}) is tested, so take away its reason: ${untested}`]
    }),
  ]
}
