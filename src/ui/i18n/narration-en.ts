/** One English sentence per kind of event (UI.md §12): present tense, the subject acts, the cause where it is known. */
import { narrationClusterEn } from './narration-cluster.ts'
import type { TraceKind } from '../../engine/api/trace.ts'
import type { Facts } from './facts.ts'
import { countWord } from './format.ts'
import { listed, tidy } from './lists.ts'
import { narrationCheckpointsEn } from './narration-checkpoints.ts'
import { housekeeping, ignored } from './narration-notes.ts'
import { commitAnsweredEn, commitRefusedEn, tamperedEn } from './narration-faults.ts'
import { lateEn, narrationTimeEn } from './narration-time.ts'
import { toldText } from './command-texts.ts'
import { narrationInFlightEn } from './narration-in-flight.ts'
import { joinSentences, say, strong, type Sentence } from './sentence.ts'

export const counted = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`

const joined = (...sentences: readonly (Sentence | null)[]): Sentence =>
  joinSentences(
    sentences.filter(sentence => sentence !== null),
    ' ',
  )

const effectWords = (effect: string): string => tidy(effect, '$1 is now $2', ', ')

function recordProcessed(facts: Facts): Sentence {
  const { role, counts, replayed, phase } = facts
  if (role === 'sink') return sinkWrites(facts)
  const verb = counts ? 'counts' : 'processes'
  const what = replayed ? say`replayed record ${strong(facts.record)}` : say`${strong(facts.record)}`
  const effect = facts.effect === '' ? say`.` : say`: ${effectWords(facts.effect)}.`
  const still = facts.waitsFor.length > 0
  return joined(
    say`${strong(facts.actor)} ${verb} ${what}${effect}`,
    facts.late ? lateEn(facts) : null,
    replayed && facts.effect !== ''
      ? say`The first attempt’s ${counts ? 'count' : 'result'} went with the failure.`
      : null,
    still
      ? say`It still processes ${listed(facts.waitsFor)}: those records belong to checkpoint ${facts.pending}.`
      : null,
    phase === 'async' && facts.effect !== ''
      ? say`The snapshot that uploads keeps the value from before.`
      : null,
  )
}

function sinkWrites({ actor, record, transaction, replayed }: Facts): Sentence {
  const what = replayed ? say`replayed ${strong(record)}` : say`${strong(record)}`
  return transaction > 0
    ? say`${strong(actor)} writes ${what} into open transaction ${transaction}; no reader sees it yet.`
    : say`${strong(actor)} writes ${what}.`
}

function outputsQueued(facts: Facts): Sentence {
  const { actor, record, amount, queuedFor, held, backpressuredBy, role } = facts
  if (backpressuredBy !== '') {
    return say`The output queue to ${strong(backpressuredBy)} is full; ${strong(actor)} is backpressured.`
  }
  if (held) {
    return say`${strong(actor)} queues what came of ${strong(record)}; its channel to ${listed(queuedFor)} is blocked, so it stays at the sender.`
  }
  if (queuedFor.length > 0)
    return say`${strong(actor)} queues what came of ${strong(record)} for ${listed(queuedFor)}.`
  if (amount === 0 || role === 'sink') return say`${strong(actor)} is done with ${strong(record)}.`
  return say`${strong(actor)} queues ${counted(amount, 'record', 'records')} that came of ${strong(record)}.`
}

function barrierArrived({ actor, from, checkpoint, amount }: Facts): Sentence {
  return amount === 0
    ? say`Barrier ${checkpoint} is in at ${strong(actor)}, at the head of channel ${strong(from)}.`
    : say`Barrier ${checkpoint} is in at ${strong(actor)} on channel ${strong(from)}, behind ${counted(amount, 'record', 'records')}.`
}

function channelBlocked({ actor, from, checkpoint, amount, total, waitsFor }: Facts): Sentence {
  const reaches = say`Barrier ${checkpoint} reaches ${strong(actor)} on channel ${strong(from)}`
  return waitsFor.length === 0
    ? say`${reaches}, ${amount} of ${total}. That channel now waits for the others.`
    : say`${reaches}. That channel now waits for ${listed(waitsFor)}.`
}

function alignmentCompleted({ actor, from, checkpoint, duration, total }: Facts): Sentence {
  if (total === 1) {
    return say`Barrier ${checkpoint} reaches ${strong(actor)} on channel ${strong(from)}, its only input: there is nothing to align.`
  }
  const channels = total === 2 ? 'both channels' : `all ${countWord(total)} channels`
  return say`Barrier ${checkpoint} is in from ${channels}: ${strong(actor)} is aligned after ${duration}.`
}

function acknowledged({ peer, checkpoint, amount, total }: Facts): Sentence {
  const ack = say`${strong(peer)} acknowledges checkpoint ${checkpoint}: ${amount} of ${total}.`
  if (amount < total) return ack
  return joined(ack, say`All ${countWord(total)} have acknowledged. The coordinator writes _metadata.`)
}

function jobStatusChanged({ reason, amount, tasks }: Facts): Sentence {
  switch (reason) {
    case 'RESTARTING':
      if (amount < tasks)
        return say`${counted(amount, 'task stops', 'tasks stop')}, the failover region of the one that failed; the other ${tasks - amount} run on.`
      return say`All ${countWord(tasks)} tasks stop: they share one failover region.`
    case 'RUNNING':
      return say`The job is RUNNING.`
    case 'FINISHED':
      return say`The job is FINISHED: every source has ended and everything is committed.`
    case 'SUSPENDED':
      return say`The job is SUSPENDED: nobody leads it.`
    case 'FAILED':
      return say`The job is FAILED: its restart strategy allows no further attempt.`
    default:
      return say`The job is now ${reason}.`
  }
}

function stateRestored({ actor, checkpoint, offsets, effect }: Facts): Sentence {
  if (checkpoint <= 0) return say`${strong(actor)} starts with empty state: no checkpoint has completed yet.`
  if (effect !== '') return say`${strong(actor)} restores checkpoint ${checkpoint}: ${effect}.`
  if (offsets.length === 0) return say`${strong(actor)} restores checkpoint ${checkpoint}.`
  return say`${strong(actor)} restores checkpoint ${checkpoint} and goes back to offset ${offsets.join(', ')}.`
}

function taskFailed({ actor, time, phase, reason }: Facts): Sentence {
  const middle = phase === 'aligning' ? ', in the middle of alignment' : ''
  // The message of the fault itself tells nothing that was not said.
  const why = reason === '' || reason === 'Artificial failure' ? '' : `: ${reason}`
  return say`${strong(actor)} fails at ${time}${middle}${why}.`
}

function transactionCommitted({ task, checkpoint, amount, effect, duration }: Facts): Sentence {
  if (amount === 0) {
    return say`Transaction ${checkpoint} of ${strong(task)} is committed again; the broker already has it, so nothing changes.`
  }
  const results = amount === 1 ? '1 result becomes' : `${amount} results become`
  const done = say`${strong(task)} commits transaction ${checkpoint}: ${results} visible.`
  return effect === 'near timeout'
    ? say`${done} Its first record was ${duration} ago, close to the transaction timeout, after which it is lost.`
    : done
}

function transactionAborted({ task, amount, effect, checkpoint }: Facts): Sentence {
  const results = counted(amount, 'result', 'results')
  switch (effect) {
    case 'expired':
      return say`The broker aborts transaction ${checkpoint} of ${strong(task)}, as after its timeout: ${results} can never be committed.`
    case 'open too long':
      return say`Transaction ${checkpoint} of ${strong(task)} was open for longer than its timeout: the broker has aborted it and refuses to prepare ${results}.`
    default:
      return say`${strong(task)}’s open transaction is rolled back: ${results} no reader ever saw.`
  }
}

const commandApplied = ({ reason, task, effect }: Facts): Sentence =>
  toldText('en', reason, task, effect) ?? say`The command takes effect${reason === '' ? '' : `: ${reason}`}.`

function triggerReceived({ actor, checkpoint, busy, reason }: Facts): Sentence {
  if (reason !== 'mail trigger')
    return say`${strong(actor)} takes the trigger of checkpoint ${checkpoint} from its mailbox.`
  if (busy) return say`${strong(actor)} is still busy; the trigger waits in its mailbox.`
  return say`The trigger of checkpoint ${checkpoint} reaches ${strong(actor)}.`
}

export const narrationEn: Readonly<Record<TraceKind, (facts: Facts) => Sentence>> = {
  ...narrationTimeEn,
  ...narrationCheckpointsEn,
  ...narrationClusterEn,
  RecordDropped: ({ record, actor, from }) =>
    say`${strong(record)} from ${strong(from)} is lost before ${strong(actor)} takes it.`,
  RpcTampered: tamperedEn,
  ...narrationInFlightEn,
  CommitRefused: commitRefusedEn,
  CommitAnswered: commitAnsweredEn,
  RecordRead: ({ actor, offset, key, replayed }) => {
    const what = key === '' ? say`offset ${offset}` : say`offset ${offset} (key ${strong(key)})`
    return replayed
      ? say`${strong(actor)} reads ${what} again, as it did before the failure.`
      : say`${strong(actor)} reads ${what}.`
  },
  RecordProcessed: recordProcessed,
  OutputsQueued: outputsQueued,
  BufferArrived: ({ record, actor, from, amount }) =>
    amount === 0
      ? say`A watermark or status arrives at ${strong(actor)} from ${strong(from)}, between the records.`
      : record === ''
        ? say`${counted(Math.max(amount, 1), 'record arrives', 'records arrive')} at ${strong(actor)} from ${strong(from)}.`
        : say`${strong(record)} arrives at ${strong(actor)} on channel ${strong(from)}; it takes one credit.`,
  CreditArrived: ({ actor, to }) =>
    say`A credit comes back from ${strong(to)}: ${strong(actor)} may send it one more record.`,
  BufferFlushed: ({ actor, to }) =>
    say`The buffer timeout is over: ${strong(actor)} sends what it has for ${strong(to)}.`,

  TriggerReceived: triggerReceived,
  BarrierPrepared: ({ actor, checkpoint }) =>
    say`${strong(actor)} prepares for checkpoint ${checkpoint}, operator by operator.`,
  BarrierBroadcast: ({ actor, checkpoint, role }) =>
    role === 'source'
      ? say`${strong(actor)} sends barrier ${checkpoint} on all its outputs, then takes its snapshot.`
      : say`${strong(actor)} broadcasts barrier ${checkpoint} before its snapshot.`,
  SubpartitionBlocked: ({ actor, to, checkpoint }) =>
    say`Behind barrier ${checkpoint}, ${strong(actor)} sends nothing more to ${strong(to)} until it resumes the channel.`,
  BarrierArrived: barrierArrived,
  BarrierCounted: ({ actor, from, checkpoint, amount, total }) =>
    say`${strong(actor)} counts the barrier of checkpoint ${checkpoint} from ${strong(from)}: ${amount} of ${total}. At-least-once: the channel goes on, and what comes on it now may be counted again after a failure.`,
  ChannelBlocked: channelBlocked,
  AlignmentCompleted: alignmentCompleted,
  ResumeArrived: ({ actor, to }) => say`${strong(to)} resumes the channel: ${strong(actor)} may send again.`,
  SyncSnapshotCompleted: ({ actor, duration }) =>
    say`The sync part at ${strong(actor)} took ${duration}, in which no record was processed. ${strong(actor)} processes again; its snapshot uploads in the background.`,
  AsyncSnapshotCompleted: ({ actor, checkpoint, duration }) =>
    say`The snapshot of ${strong(actor)} for checkpoint ${checkpoint} is stored, after ${duration} in the background.`,
  AckReceived: acknowledged,
  NotifyCompleteReceived: ({ actor, checkpoint }) =>
    say`${strong(actor)} hears that checkpoint ${checkpoint} is complete.`,
  NotifyAbortReceived: ({ actor, checkpoint }) =>
    say`${strong(actor)} hears that checkpoint ${checkpoint} is aborted and lets it go.`,
  TransactionPrepared: ({ task, checkpoint, amount }) =>
    say`The broker holds transaction ${checkpoint} of ${strong(task)}: ${counted(amount, 'result', 'results')}, not visible yet.`,
  TransactionCommitted: transactionCommitted,
  TransactionAborted: transactionAborted,

  JobStatusChanged: jobStatusChanged,
  ExecutionStateChanged: ({ peer, reason }) => say`The JobManager records ${strong(peer)} as ${reason}.`,
  TaskDeployed: ({ actor }) => say`${strong(actor)} is deployed into its slot.`,
  StateRestored: stateRestored,
  TaskStarted: ({ actor }) => say`${strong(actor)} runs.`,
  TaskFailed: taskFailed,
  FailureNoticed: ({ peer }) => say`The coordinator notices that ${strong(peer)} failed.`,
  TaskCanceled: ({ actor }) => say`${strong(actor)} is canceled; what it held in memory is gone.`,
  TaskFinished: ({ actor }) => say`${strong(actor)} is finished.`,
  RestartScheduled: ({ duration }) => say`The job restarts in ${duration}, as its restart strategy says.`,
  EndOfDataArrived: ({ actor, from }) =>
    say`${strong(actor)} hears that ${strong(from)} has no more records.`,
  MessageIgnored: ignored,
  CommandApplied: commandApplied,
  Housekeeping: housekeeping,
}
