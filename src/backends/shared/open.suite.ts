/** A backend without an engine: opened with its default options, or with some of its own. */
import { ensure } from '../../base/assert.ts'
import { EpochClock } from '../../base/versioned-map.ts'
import type {
  BackendContext,
  BackendData,
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
  const world: { data: BackendData | null } = { data: null }
  const opened = backend.value.open({
    uid: 'op',
    owner: 'op-0#0',
    clock: new EpochClock(),
    keyOf: (_scope, row) => row,
    keyGroupOf: (_scope, row) => row.length % 128,
    restored: () => undefined,
    restoredCheckpoint: 0,
    data: () => ensure(world.data, 'the data of the backend'),
    charge: () => {},
    ...given,
  })
  world.data = opened.initialData
  return opened
}
