/** Everything a run is made of, handed to the engine, which imports none of it. */
import { connectors } from '../connectors/index.ts'
import type { EngineRegistry } from '../engine/index.ts'
import { faults } from '../faults/index.ts'
import { operators } from '../operators/index.ts'

export const registry: EngineRegistry = { operators: [...operators, ...connectors], faults }
