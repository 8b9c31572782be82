/** Everything a run is made of, handed to the engine, which imports none of it. */
import { commands } from '../commands/index.ts'
import { backends } from '../backends/index.ts'
import { connectors } from '../connectors/index.ts'
import type { EngineRegistry } from '../engine/index.ts'
import { operators } from '../operators/index.ts'

export const registry: EngineRegistry = { operators: [...operators, ...connectors], commands, backends }
