/**
 * What a subtask's ack says beside its bytes, and the text in which the trace keeps it. Null: nothing was in flight,
 * and all of the state was written.
 */
export interface AckFacts {
  /** Bytes taken while it aligned. */
  readonly processed: number
  /** Bytes that its snapshot holds of what was in flight. */
  readonly persisted: number
  readonly unaligned: boolean
  /** All that the snapshot refers to; left out where it is as much as was written. */
  readonly stateBytes?: number
}

export const ackText = ({ processed, persisted, unaligned, stateBytes }: AckFacts): string | null =>
  processed === 0 && persisted === 0 && !unaligned && stateBytes === undefined
    ? null
    : [
        `processed ${processed} persisted ${persisted}`,
        ...(stateBytes === undefined ? [] : [`state ${stateBytes}`]),
        ...(unaligned ? ['unaligned'] : []),
      ].join(' ')

const TEXT = /^processed (\d+) persisted (\d+)(?: state (\d+))?( unaligned)?$/

export function ackFacts(text: string | null): AckFacts {
  const [, processed = '0', persisted = '0', state, unaligned] = TEXT.exec(text ?? '') ?? []
  return {
    processed: Number(processed),
    persisted: Number(persisted),
    unaligned: unaligned !== undefined,
    ...(state === undefined ? {} : { stateBytes: Number(state) }),
  }
}
