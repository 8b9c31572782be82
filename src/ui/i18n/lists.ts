/** Names one after another, and what a record did, in words. */
import { strong, type Sentence } from './sentence.ts'

/** `a`, `a and b`, `a, b and c`, as names. */
export function listed(names: readonly string[]): Sentence {
  return names.flatMap((name, i) => {
    const glue = i === 0 ? '' : i === names.length - 1 ? ' and ' : ', '
    return glue === '' ? [strong(name)] : [glue, strong(name)]
  })
}

export const listedZh = (names: readonly string[]): Sentence =>
  names.flatMap((name, i) => (i === 0 ? [strong(name)] : ['、', strong(name)]))

/** `a = 30` as `a is now 30`, by `form`; texts of another form as they are. */
export const tidy = (effect: string, form: string, glue: string): string =>
  effect
    .split(/,\s*/)
    .map(part => part.replace(/^(\S+) = (.+)$/, form))
    .join(glue)
