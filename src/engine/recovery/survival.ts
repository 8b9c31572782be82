/** What survives which failure, said once; a test brings each failure about and looks. */
import type { FailureCase, Fate, SurvivalRow, Survivor } from '../api/survival.ts'
import type { HighAvailability } from '../kernel/cluster-settings.ts'

type Fates = Readonly<Record<Survivor, Fate>>

/** A task fails, and its region with it: all else stays where it is. */
const TASK: Fates = {
  state: 'restored',
  committed: 'kept',
  'pending-checkpoint': 'lost',
  'completed-checkpoints': 'kept',
  files: 'kept',
  'local-copies': 'kept',
  statistics: 'kept',
}
const PROCESS: Fates = { ...TASK, 'local-copies': 'lost' }

const FATES: Readonly<Record<FailureCase, Fates>> = {
  task: TASK,
  taskmanager: PROCESS,
  'short-cut': { ...TASK, state: 'kept', 'pending-checkpoint': 'kept' },
  'long-cut': PROCESS,
  'jobmanager-with-ha': { ...PROCESS, statistics: 'lost' },
  'jobmanager-without-ha': {
    ...TASK,
    state: 'lost',
    'completed-checkpoints': 'lost',
    'local-copies': 'lost',
    statistics: 'lost',
  },
}

const FAILURES = Object.keys(FATES) as FailureCase[]

export function survivalOf(highAvailability: HighAvailability): SurvivalRow[] {
  const other = highAvailability === 'none' ? 'jobmanager-with-ha' : 'jobmanager-without-ha'
  return FAILURES.map(failure => ({ failure, applies: failure !== other, fates: FATES[failure] }))
}
