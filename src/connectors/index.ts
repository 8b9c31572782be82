/** The operators of sinks. Sources are data that the engine plays itself, so they have none. */
import { collect } from './collect/operator.ts'
import { fileWriter } from './file/writer.ts'
import { print } from './print/operator.ts'
import { transactionalCommitter } from './transactional/committer.ts'
import { transactionalWriter } from './transactional/writer.ts'
import { upsert } from './upsert/operator.ts'

export const connectors = [
  print,
  collect,
  upsert,
  fileWriter,
  transactionalWriter,
  transactionalCommitter,
] as const
