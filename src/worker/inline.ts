/** The same service without a worker, for tests and for hosts that have none. */
import { EngineService } from './engine-service.ts'

export function connectInline(): EngineService {
  return new EngineService({ pause: () => Promise.resolve(), now: () => 0, progress: () => {} })
}
