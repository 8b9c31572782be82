/** A worker of the sweep: one question in, one answer out. It holds no logic of its own. */
import { SweepDesk, type SweepJob } from './jobs.ts'

const desk = new SweepDesk(() => performance.now())

self.addEventListener('message', (event: MessageEvent<SweepJob>) => {
  try {
    self.postMessage(desk.answer(event.data))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    self.postMessage({ ok: false, error: { code: 'engine', path: '', message } })
  }
})
