/** Why the verdict is what it is, in sentences that a reader who has never seen one can check against the sums. */
import type { Frame } from '../../../engine/api/frame.ts'
import type { LegVerdict } from '../../../engine/api/verdict.ts'
import type { Language } from '../../../store/preferences.ts'

interface Words {
  readonly counts: (read: number, counted: number) => string
  readonly onTheirWay: (inFlight: number, toReplay: number) => string
  readonly replayed: (again: number, checkpoint: number) => string
  readonly stateLost: (count: number) => string
  readonly stateTwice: (count: number) => string
  readonly stateWrong: string
  readonly outputLost: (count: number) => string
  readonly outputTwice: (count: number) => string
  readonly outputWrong: string
  readonly over: (status: string, toReplay: number) => string
}

const one = (count: number, word: string, words: string): string => `${count} ${count === 1 ? word : words}`

const en: Words = {
  counts: (read, counted) =>
    `Of the ${one(read, 'record', 'records')} that the sources have read, ${counted} ${counted === 1 ? 'counts' : 'count'} in the state, each once.`,
  onTheirWay: (inFlight, toReplay) => {
    const parts = [
      ...(inFlight > 0 ? [`${inFlight} on the way through the job`] : []),
      ...(toReplay > 0 ? [`${toReplay} to be read again`] : []),
    ]
    return `The rest is not lost: ${parts.join(', ')}.`
  },
  replayed: (again, checkpoint) =>
    `${one(again, 'record was', 'records were')} read again, since the failure threw away what had been counted after ${checkpoint > 0 ? `checkpoint ${checkpoint}` : 'the start'}. State and source offsets were set back to the same moment, so nothing counts twice.`,
  stateLost: count =>
    `${one(count, 'record is', 'records are')} missing from the state: the sources are past ${count === 1 ? 'it' : 'them'}, no channel holds ${count === 1 ? 'it' : 'them'}, and nobody will read ${count === 1 ? 'it' : 'them'} again.`,
  stateTwice: count =>
    `${one(count, 'record counts', 'records count')} more than once: a snapshot had the effect already, and the offset to read on from lay before the record.`,
  stateWrong: 'The state is not what the functions give for the records that count in it.',
  outputLost: count =>
    `Readers of the committed output will never see ${one(count, 'result', 'results')}: the transaction with ${count === 1 ? 'it' : 'them'} can no longer be committed.`,
  outputTwice: count => `Readers of the committed output see ${one(count, 'result', 'results')} twice.`,
  outputWrong: 'The committed output is not what the functions give.',
  over: (status, toReplay) =>
    `The job is ${status}: ${one(toReplay, 'record', 'records')} that had been read ${toReplay === 1 ? 'is' : 'are'} to be read again, and will be when somebody starts it from its last checkpoint.`,
}

const zh: Words = {
  counts: (read, counted) => `source 已读取 ${read} 条记录，其中 ${counted} 条计入状态，各一次。`,
  onTheirWay: (inFlight, toReplay) => {
    const parts = [
      ...(inFlight > 0 ? [`${inFlight} 条在作业中传输`] : []),
      ...(toReplay > 0 ? [`${toReplay} 条待重新读取`] : []),
    ]
    return `其余没有丢失：${parts.join('，')}。`
  },
  replayed: (again, checkpoint) =>
    `有 ${again} 条记录重新读取，因为故障丢弃了${checkpoint > 0 ? `检查点 ${checkpoint}` : '开始'}之后的统计。状态与 source 的位点回到同一时刻，所以没有任何记录计两次。`,
  stateLost: count =>
    `状态中缺少 ${count} 条记录：source 已越过它们，没有通道持有它们，也不会有人再读取它们。`,
  stateTwice: count => `${count} 条记录计入了不止一次：快照已含其效果，而继续读取的位点在该记录之前。`,
  stateWrong: '状态不是用户函数对已计入的记录所应给出的结果。',
  outputLost: count => `已提交输出的读者永远看不到 ${count} 条结果：含有它们的事务已无法提交。`,
  outputTwice: count => `已提交输出的读者看到 ${count} 条结果两次。`,
  outputWrong: '已提交的输出不是用户函数所应给出的结果。',
  over: (status, toReplay) =>
    `作业处于 ${status}：已读取过的 ${toReplay} 条记录待重新读取，要等有人从最近的检查点重新启动它。`,
}

const WORDS: Readonly<Record<Language, Words>> = { en, zh }
const DEAD_ENDS: readonly string[] = ['FAILED', 'CANCELED', 'SUSPENDED']

/** What is wrong first; of what holds, that it does and why the numbers look as they do. */
export function reasonsOf({ verdict, job }: Frame, language: Language): readonly string[] {
  const words = WORDS[language]
  const { state, committed, sums, restored } = verdict
  const wrong = [...faultsOf(state, words, 'state'), ...faultsOf(committed, words, 'output')]
  if (wrong.length > 0) return wrong
  if (state.verdict === 'off') return []
  const { distinctRead, counted, inFlight, toReplay, readAgain } = sums
  return [
    words.counts(distinctRead, counted),
    ...(inFlight + toReplay > 0 && !DEAD_ENDS.includes(job.status)
      ? [words.onTheirWay(inFlight, toReplay)]
      : []),
    ...(toReplay > 0 && DEAD_ENDS.includes(job.status) ? [words.over(job.status, toReplay)] : []),
    ...(readAgain > 0 && restored !== null ? [words.replayed(readAgain, restored.checkpoint)] : []),
  ]
}

function faultsOf(leg: LegVerdict, words: Words, of: 'state' | 'output'): readonly string[] {
  const [lost, twice, wrong] =
    of === 'state'
      ? [words.stateLost, words.stateTwice, words.stateWrong]
      : [words.outputLost, words.outputTwice, words.outputWrong]
  return [
    ...(leg.lost > 0 ? [lost(leg.lost)] : []),
    ...(leg.duplicated > 0 ? [twice(leg.duplicated)] : []),
    ...(leg.verdict === 'wrong' ? [wrong] : []),
  ]
}
