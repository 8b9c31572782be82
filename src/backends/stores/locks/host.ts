/**
 * One owner of a job's store among all tabs, by Web Locks: what a tab holds ends with the tab, however it ends. The
 * second one is refused at once, and may take over; then the first is told and goes on without the store.
 */
import { StoreProblem, type StoreKind } from '../host.ts'

export interface Ownership {
  release(): void
}

/** Besides jobs in a store: state of a run that is not in memory. */
type Owned = StoreKind | 'away'

const nameOf = (kind: Owned, job: string): string => `weir-store/${kind}/${job}`

/** Null: another tab owns it. `onLost` is called when another tab has taken over. */
export async function own(
  kind: Owned,
  job: string,
  takeOver: boolean,
  onLost: () => void,
): Promise<Ownership | null> {
  return request(nameOf(kind, job), takeOver, onLost)
}

/** The one tab that has `name`; null: another one has it. Nobody takes it over. */
export async function ownAlone(name: string): Promise<Ownership | null> {
  return request(name, false, () => {})
}

async function request(name: string, takeOver: boolean, onLost: () => void): Promise<Ownership | null> {
  const locks = lockManager()
  return new Promise((resolve, reject) => {
    let release: () => void = () => {}
    let released = false
    const held = (lock: Lock | null): Promise<void> | null => {
      if (lock === null) {
        resolve(null)
        return null
      }
      return new Promise<void>(done => {
        release = () => {
          released = true
          done()
        }
        resolve({ release })
      })
    }
    locks.request(name, takeOver ? { steal: true } : { ifAvailable: true }, held).catch(error => {
      // A lock that is taken away fails its request; one that was never had is a fault of the browser.
      if (!released && error instanceof Error && error.name === 'AbortError') onLost()
      else reject(error instanceof Error ? error : new Error(String(error)))
    })
  })
}

/** Jobs that some tab owns now. */
export async function ownedJobs(kind: Owned): Promise<ReadonlySet<string>> {
  const { held } = await lockManager().query()
  const prefix = nameOf(kind, '')
  return new Set(
    (held ?? []).flatMap(({ name }) =>
      name?.startsWith(prefix) === true ? [name.slice(prefix.length)] : [],
    ),
  )
}

function lockManager(): LockManager {
  const { locks } = navigator
  if (locks === undefined)
    throw new StoreProblem(
      'unavailable',
      'expected Web Locks, got a browser or an insecure page without them',
    )
  return locks
}
