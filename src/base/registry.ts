import { AssertionError } from './assert.ts'

/** A closed list of named units. A duplicate is refused at start, an unknown name is answered with those that exist. */
export class Registry<T extends { readonly kind: string }> {
  readonly #units = new Map<string, T>()
  readonly #noun: string

  constructor(noun: string, units: readonly T[]) {
    this.#noun = noun
    for (const unit of units) {
      if (this.#units.has(unit.kind)) throw new AssertionError(`duplicate ${noun}: ${unit.kind}`)
      this.#units.set(unit.kind, unit)
    }
  }

  tryGet(kind: string): T | undefined {
    return this.#units.get(kind)
  }

  get(kind: string): T {
    const unit = this.#units.get(kind)
    if (unit === undefined)
      throw new AssertionError(`unknown ${this.#noun}: ${kind}, expected one of ${this.kinds().join(', ')}`)
    return unit
  }

  kinds(): string[] {
    return [...this.#units.keys()]
  }
}
