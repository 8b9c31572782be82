/** What a user function threw, as Flink would write it. It is shown and never hashed: engines word errors differently. */
export function errorText(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message}`
  return typeof error === 'string' ? error : 'a value that is not an Error was thrown'
}

/** Flink marks such an error as not recoverable: whatever the restart strategy says, the job fails. */
const UNRECOVERABLE = /^SuppressRestartsException\b/

export const isUnrecoverable = (text: string | null): boolean => text !== null && UNRECOVERABLE.test(text)
