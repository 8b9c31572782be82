/** Assertions that stay on. A failed one is a bug of ours, never bad input and never a simulated failure. */
export class AssertionError extends Error {
  override name = 'AssertionError'
}

/** States what must be true; throws {@link AssertionError} where it is not. */
export function assert(condition: boolean, statement: string): asserts condition {
  if (!condition) throw new AssertionError(statement)
}

/** Returns `value`, which must be there. */
export function ensure<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new AssertionError(`missing ${what}`)
  return value
}

/** The default branch of an exhaustive `switch` over a closed union. */
export function unreachable(value: never): never {
  throw new AssertionError(`unknown case: ${JSON.stringify(value)}`)
}
