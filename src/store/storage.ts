/**
 * What lies in the stores of this browser, and what a reader can do with it: offer a job of an earlier visit, go on
 * from it, check it, delete it. Sizes and times are measured here and belong to no run.
 */
import type { Result } from '../worker/protocol.ts'
import type { StoredDamage, StoredJob, StoreKind } from '../worker/storage-protocol.ts'
import { frameOptions, queue } from './driver.ts'
import { host, pausePlayback, showProblem, withBusy } from './engine.ts'
import { keepCheckpoints, rememberStore, usedStores } from './keeping.ts'
import { choose } from './choices.ts'
import { showOpened } from './run-commands.ts'
import { session, showToast, type StoredOffer } from './session.ts'

session.subscribe((now, before) => {
  if (now.keeping !== null && now.keeping !== before.keeping) rememberStore(now.keeping)
})

/** At the begin of a visit: the newest job that an earlier one left, and that no other tab has in hand. */
export async function offerStored(): Promise<void> {
  let newest: StoredOffer | null = null
  for (const store of usedStores()) {
    const jobs = await withBusy(null, host().storedJobs(store))
    if (jobs?.ok !== true) continue
    for (const job of jobs.value) {
      if (job.owned || savedAt(job) <= (newest === null ? 0 : savedAt(newest.job))) continue
      newest = { store, job }
    }
  }
  session.setState({ offer: newest })
}

const savedAt = ({ checkpoints }: StoredJob): number => checkpoints.at(-1)?.savedAtMs ?? 0

export const dismissOffer = (): void => session.setState({ offer: null })

/** The job goes on from its newest whole checkpoint; what was passed over is said. */
export async function restoreJob(store: StoreKind, job: string): Promise<boolean> {
  pausePlayback()
  const answer = await queue.command(() => withBusy(null, host().restoreStored(store, job, frameOptions())))
  if (answer === null) return false
  if (!answer.ok) {
    showProblem('restore', answer.error)
    return false
  }
  const { opened, checkpoint, damages, spentMs } = answer.value
  if (session.getState().preferences.store !== store) choose({ store })
  showOpened(opened, job)
  session.setState({
    offer: null,
    dialog: null,
    fellBack: damages.length === 0 ? null : { checkpoint, damages },
  })
  showToast({ type: 'restored', checkpoint, spentMs })
  return true
}

export async function deleteJob(store: StoreKind, job: string, checkpoint: number | null): Promise<boolean> {
  const { offer } = session.getState()
  const answer = await host().deleteStored(store, job, checkpoint)
  if (!answer.ok) showProblem('storage', answer.error)
  else if (offer?.job.job === job) dismissOffer()
  return answer.ok
}

export const verifyJob = (store: StoreKind, job: string): Promise<Result<readonly StoredDamage[]>> =>
  host().verifyStored(store, job)

export const listJobs = (store: StoreKind): Promise<Result<readonly StoredJob[]>> => host().storedJobs(store)

export function preferStore(store: StoreKind): void {
  choose({ store })
  void keepCheckpoints()
}

/** How much room this site has; null where the browser does not say. */
export interface Room {
  readonly usage: number
  readonly quota: number
  /** The browser deletes nothing of it by itself. */
  readonly persisted: boolean
}

export async function readRoom(): Promise<Room | null> {
  try {
    const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([
      navigator.storage.estimate(),
      navigator.storage.persisted(),
    ])
    return { usage, quota, persisted }
  } catch {
    return null
  }
}

/** Asks the browser to delete nothing by itself; it may say no. */
export async function askToPersist(): Promise<boolean> {
  try {
    return await navigator.storage.persist()
  } catch {
    return false
  }
}
