/** What a checkpoint or savepoint is called on the diagram: on the coordinator's lane and as a directory in storage. */
import type { SpaceTimeTexts } from './text.ts'
import type { Mark } from './timeline-things.ts'

/** `savepoint-1a2b3c-0123456789ab`: the first part tells the job, and is enough where there is little room. */
const SAVEPOINT_DIRECTORY = /^(savepoint-\w+)-\w+$/

export const nameOf = ({ checkpoint, savepoint }: Mark, texts: SpaceTimeTexts): string =>
  savepoint === undefined ? texts.checkpoint(checkpoint) : texts.savepoint(checkpoint)

export const directoryOf = ({ checkpoint, savepoint }: Mark, texts: SpaceTimeTexts): string =>
  savepoint === undefined || savepoint === ''
    ? texts.checkpoint(checkpoint)
    : savepoint.replace(SAVEPOINT_DIRECTORY, '$1…')
