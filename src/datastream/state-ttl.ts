/** How long state lives, in processing time; Flink's StateTtlConfig. */
import type { StateTtl } from '../engine/api/state.ts'
import { refuse } from './error.ts'

/** What makes a value live on. `Disabled`: it lives for ever. */
export const UpdateType = {
  Disabled: 'Disabled',
  OnCreateAndWrite: 'OnCreateAndWrite',
  OnReadAndWrite: 'OnReadAndWrite',
} as const
export type UpdateType = keyof typeof UpdateType

/** Whether a value that has expired can be read until something removes it. */
export const StateVisibility = {
  NeverReturnExpired: 'NeverReturnExpired',
  ReturnExpiredIfNotCleanedUp: 'ReturnExpiredIfNotCleanedUp',
} as const
export type StateVisibility = keyof typeof StateVisibility

/** Fields are plain, so that a function may keep one. */
export class StateTtlConfig {
  readonly ttlMs: number
  readonly updateType: UpdateType
  readonly visibility: StateVisibility

  constructor(ttlMs: number, updateType: UpdateType, visibility: StateVisibility) {
    this.ttlMs = ttlMs
    this.updateType = updateType
    this.visibility = visibility
  }

  static newBuilder(ttlMs: number): StateTtlConfigBuilder {
    return new StateTtlConfigBuilder(ttlMs)
  }

  isEnabled(): boolean {
    return this.updateType !== 'Disabled'
  }

  /** As the engine takes it; null: no time to live. */
  settings(): StateTtl | null {
    const { ttlMs, updateType, visibility } = this
    return updateType === 'Disabled' ? null : { ttlMs, updateType, visibility }
  }
}

/**
 * Clean-up strategies are taken and change nothing: an expired value is removed when it is read or written, and left
 * out when state is restored.
 */
class StateTtlConfigBuilder {
  readonly #ttlMs: number
  #updateType: UpdateType = 'OnCreateAndWrite'
  #visibility: StateVisibility = 'NeverReturnExpired'

  constructor(ttlMs: number) {
    if (!Number.isSafeInteger(ttlMs) || ttlMs <= 0) {
      refuse('ttl', 'StateTtlConfig', `expected a positive whole number of ms, got ${ttlMs}`)
    }
    this.#ttlMs = ttlMs
  }

  setUpdateType(updateType: UpdateType): this {
    this.#updateType = updateType
    return this
  }

  updateTtlOnCreateAndWrite(): this {
    return this.setUpdateType('OnCreateAndWrite')
  }

  updateTtlOnReadAndWrite(): this {
    return this.setUpdateType('OnReadAndWrite')
  }

  setStateVisibility(visibility: StateVisibility): this {
    this.#visibility = visibility
    return this
  }

  returnExpiredIfNotCleanedUp(): this {
    return this.setStateVisibility('ReturnExpiredIfNotCleanedUp')
  }

  neverReturnExpired(): this {
    return this.setStateVisibility('NeverReturnExpired')
  }

  /** The only clock there is for it, in Flink, too. */
  useProcessingTime(): this {
    return this
  }

  cleanupFullSnapshot(): this {
    return this
  }

  cleanupIncrementally(_cleanupSize: number, _runCleanupForEveryRecord: boolean): this {
    return this
  }

  cleanupInRocksdbCompactFilter(_queryTimeAfterNumEntries = 1000): this {
    return this
  }

  disableCleanupInBackground(): this {
    return this
  }

  build(): StateTtlConfig {
    return new StateTtlConfig(this.#ttlMs, this.#updateType, this.#visibility)
  }
}
