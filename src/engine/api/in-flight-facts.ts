/** What a subtask says of data in flight with its ack, and the text in which the trace keeps it; null: there was none. */
export interface InFlightFacts {
  /** Bytes taken while it aligned. */
  readonly processed: number
  /** Bytes that its snapshot holds of what was in flight. */
  readonly persisted: number
  readonly unaligned: boolean
}

export const inFlightText = ({ processed, persisted, unaligned }: InFlightFacts): string | null =>
  processed === 0 && persisted === 0 && !unaligned
    ? null
    : `processed ${processed} persisted ${persisted}${unaligned ? ' unaligned' : ''}`

const TEXT = /^processed (\d+) persisted (\d+)( unaligned)?$/

export function inFlightFacts(text: string | null): InFlightFacts {
  const [, processed = '0', persisted = '0', unaligned] = TEXT.exec(text ?? '') ?? []
  return { processed: Number(processed), persisted: Number(persisted), unaligned: unaligned !== undefined }
}
