/** A pipeline that can't be built: what its author got wrong, as a problem with a code and a place. */
import type { Problem } from '../base/result.ts'

export class DataStreamError extends Error {
  override name = 'DataStreamError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

export function refuse(code: string, path: string, message: string): never {
  throw new DataStreamError({ code, path, message })
}
