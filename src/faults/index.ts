/** Every fault there is, in the order of the page's menu. A new one is a folder beside these and a line here. */
import type { CommandDefinition } from '../engine/api/command.ts'
import { killJobManager } from './kill-jobmanager/kill-jobmanager.ts'
import { killTaskManager } from './kill-taskmanager/kill-taskmanager.ts'
import { corruptFile } from './corrupt-file/corrupt-file.ts'
import { delayMessage } from './delay-message/delay-message.ts'
import { dropMessage } from './drop-message/drop-message.ts'
import { dropRecord } from './drop-record/drop-record.ts'
import { duplicateMessage } from './duplicate-message/duplicate-message.ts'
import { expireTransactions } from './expire-transactions/expire-transactions.ts'
import { failAsync } from './fail-async/fail-async.ts'
import { failBeforeNotify } from './fail-before-notify/fail-before-notify.ts'
import { failCommit } from './fail-commit/fail-commit.ts'
import { failRestore } from './fail-restore/fail-restore.ts'
import { failStorage } from './fail-storage/fail-storage.ts'
import { failSync } from './fail-sync/fail-sync.ts'
import { failTrigger } from './fail-trigger/fail-trigger.ts'
import { hangTask } from './hang-task/hang-task.ts'
import { isolateTaskManager } from './isolate-taskmanager/isolate-taskmanager.ts'
import { killTask } from './kill-task/kill-task.ts'
import { loseStorage } from './lose-storage/lose-storage.ts'
import { networkPartition } from './network-partition/network-partition.ts'
import { pauseTask } from './pause-task/pause-task.ts'
import { poisonRecord } from './poison-record/poison-record.ts'
import { slowStorage } from './slow-storage/slow-storage.ts'
import { slowTask } from './slow-task/slow-task.ts'

export const faults: readonly CommandDefinition[] = [
  killTask,
  slowTask,
  pauseTask,
  hangTask,
  killTaskManager,
  killJobManager,
  networkPartition,
  isolateTaskManager,
  dropRecord,
  poisonRecord,
  dropMessage,
  delayMessage,
  duplicateMessage,
  failTrigger,
  failSync,
  failAsync,
  failBeforeNotify,
  failRestore,
  slowStorage,
  failStorage,
  loseStorage,
  corruptFile,
  failCommit,
  expireTransactions,
]
