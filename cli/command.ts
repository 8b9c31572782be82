/** What a subcommand is. It answers through `Io` and returns its exit code: 0 right, 1 wrong, 2 asked wrongly. */
export interface Command {
  readonly name: string
  readonly summary: string
  readonly help: string
  run(args: readonly string[], io: Io): number | Promise<number>
}

export interface Io {
  readStdin(): string
  out(text: string): void
  error(text: string): void
}
