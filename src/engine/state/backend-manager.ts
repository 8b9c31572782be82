/**
 * The manager of a job's state backends: finds one by its name, has it read its options, opens stores, and ends them.
 * It remembers nothing but which backends there are; who holds a store is read from the world by those who call.
 */
import { assert, ensure } from '../../base/assert.ts'
import { Shared } from '../../base/copy.ts'
import { Registry } from '../../base/registry.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import type { Config } from '../api/spec.ts'
import type {
  BackendContext,
  HeldStores,
  KeyedStateBackend,
  StateBackend,
  StateBackendDefinition,
  StateBackendManager,
} from '../api/state-backend.ts'
import { configureBackend } from '../kernel/settings.ts'
import { backendNamed } from '../kernel/state-settings.ts'

export class BackendManager extends Shared implements StateBackendManager {
  readonly #definitions: Registry<StateBackendDefinition>

  constructor(definitions: readonly StateBackendDefinition[]) {
    super()
    assert(definitions.length > 0, 'there is a state backend')
    this.#definitions = new Registry('state backend', definitions)
  }

  create(name: string): Result<StateBackendDefinition> {
    const kind = backendNamed(name)
    const definition = this.#definitions.tryGet(kind)
    if (definition !== undefined) return ok(definition)
    const kinds = this.#definitions.kinds().join(', ')
    return fail('config', 'state.backend.type', `expected one of ${kinds}; ${kind} is not modelled yet`)
  }

  configure(definition: StateBackendDefinition, config: Config): Result<StateBackend> {
    return configureBackend(definition, config)
  }

  open(held: HeldStores, backend: StateBackend, context: BackendContext): KeyedStateBackend {
    const { uid, owner } = context
    assert(!held.has(uid), `the state of ${uid} has no other owner when ${owner} opens it`)
    const opened = backend.open(context)
    held.set(uid, opened)
    return opened
  }

  destroy(held: HeldStores, uid: string): void {
    const backend = ensure(held.get(uid), `owner of the state of ${uid}, which is to be destroyed`)
    held.delete(uid)
    backend.dispose()
  }
}
