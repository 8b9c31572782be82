/** Flink's CheckpointType and SavepointType as a log has them, from what the trace says of a checkpoint's kind. */

const NAMES: Readonly<Record<string, string>> = {
  full: 'Full Checkpoint',
  savepoint: 'Savepoint',
  suspend: 'Suspend Savepoint',
  terminate: 'Terminate Savepoint',
}

const ACTIONS: Readonly<Record<string, string>> = { suspend: 'SUSPEND', terminate: 'TERMINATE' }

const partsOf = (effect: string | null): readonly [kind: string, format: string] => {
  const [kind = '', format = ''] = (effect ?? '').split(' ')
  return [kind, format]
}

/** `Checkpoint`, `Suspend Savepoint`. */
export const nameOf = (effect: string | null): string => NAMES[partsOf(effect)[0]] ?? 'Checkpoint'

export function typeText(effect: string | null): string {
  const [kind, format] = partsOf(effect)
  const name = nameOf(effect)
  if (format !== '')
    return `SavepointType{name='${name}', postCheckpointAction=${ACTIONS[kind] ?? 'NONE'}, formatType=${format}}`
  const sharing = kind === 'full' ? 'FORWARD' : 'FORWARD_BACKWARD'
  return `CheckpointType{name='${name}', sharingFilesStrategy=${sharing}}`
}

/** A plain savepoint is no place to restore from. */
export const isPlainSavepoint = (effect: string | null): boolean => partsOf(effect)[0] === 'savepoint'
