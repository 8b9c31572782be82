/** The outcome of reading something a person gave us. Bad input is data, not an exception. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Problem }

/**
 * What is wrong with an input: a stable code, the place (a JSON path, a line, a uid), and a sentence in English
 * of the shape "expected …, got …". The page translates by code where it can.
 */
export interface Problem {
  readonly code: string
  readonly path: string
  readonly message: string
}

export const ok = <T>(value: T): Result<T> => ({ ok: true, value })

export const fail = <T = never>(code: string, path: string, message: string): Result<T> => ({
  ok: false,
  error: { code, path, message },
})
