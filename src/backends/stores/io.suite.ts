/** A medium that stops at its n-th input or output, as a machine does; what was done before stays done. */
export class Crash extends Error {
  override name = 'Crash'
}

export class Io {
  #left = Infinity
  #dead = false
  /** Since the last `crashAt`. */
  count = 0

  /** The n-th one from now on is not done, or half done. */
  crashAt(n: number): void {
    this.#left = n
    this.#dead = false
    this.count = 0
  }

  revive(): void {
    this.crashAt(Infinity)
  }

  /** Called before each; true: this is the one that is done by half. After it nothing is done any more. */
  begin(): boolean {
    if (this.#dead) throw new Crash('the machine is down')
    this.count += 1
    this.#left -= 1
    if (this.#left > 0) return false
    this.#dead = true
    return true
  }
}
