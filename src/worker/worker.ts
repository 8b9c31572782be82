/** The worker: the engine's service, exposed. It holds no logic of its own. */
import { expose } from 'comlink'
import { EngineService } from './engine-service.ts'
import type { WorkerNote } from './notes.ts'
import { browserStores } from './storage/browser-stores.ts'

const channel = new MessageChannel()
const waiting: (() => void)[] = []
channel.port1.onmessage = () => waiting.shift()?.()

const note = (message: WorkerNote): void => self.postMessage(message)

expose(
  new EngineService({
    pause: () =>
      new Promise(resolve => {
        waiting.push(resolve)
        channel.port2.postMessage(null)
      }),
    now: () => performance.now(),
    progress: (step, actor) => note({ weir: 'progress', step, actor }),
    stores: browserStores({
      keeping: keeping => note({ weir: 'keeping', keeping }),
      rows: rows => note({ weir: 'rows', rows }),
      away: away => note({ weir: 'away', away }),
    }),
  }),
)
note({ weir: 'ready' })
