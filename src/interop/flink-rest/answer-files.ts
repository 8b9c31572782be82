/** Answers as files, each named by the path at which it is given, so that a folder or a zip of them can be read again. */
import type { ZippedText } from '../zip-file/zip-of-many.ts'

/** `jobs/…/checkpoints.json`; what is asked for behind a question mark is not in the name. */
export const fileOf = (path: string): string => `${path.replace(/\?.*$/, '').replace(/^\//, '')}.json`

export const answerFiles = (answers: Readonly<Record<string, unknown>>): readonly ZippedText[] =>
  Object.entries(answers).map(([path, answer]) => ({
    name: fileOf(path),
    text: `${JSON.stringify(answer, null, 2)}\n`,
  }))
