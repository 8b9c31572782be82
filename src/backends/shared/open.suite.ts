/** A backend without an engine: opened with its default options, or with some of its own. */
import { EpochClock } from '../../base/versioned-map.ts'
import type {
  BackendContext,
  KeyedStateBackend,
  StateBackendDefinition,
} from '../../engine/api/state-backend.ts'
import { configureBackend } from '../../engine/kernel/settings.ts'

export function openBackend(
  definition: StateBackendDefinition,
  given: Partial<BackendContext> = {},
  config: Readonly<Record<string, string>> = {},
): KeyedStateBackend {
  const backend = configureBackend(definition, config)
  if (!backend.ok) throw new Error(backend.error.message)
  return backend.value.open({
    uid: 'op',
    clock: new EpochClock(),
    keyGroupOf: (_scope, row) => row.length % 128,
    restored: () => undefined,
    ...given,
  })
}
