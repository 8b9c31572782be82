/** Thrown by a function for which another attempt would come to the same end: the job fails, whatever its strategy. */
export class SuppressRestartsException extends Error {
  override name = 'SuppressRestartsException'
}
