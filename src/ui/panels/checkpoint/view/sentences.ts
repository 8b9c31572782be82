/** What a checkpoint's statistics mean, as sentences in both languages. Pure, so that tests can read them. */
import { duration, bytes } from '../../../i18n/format.ts'
import { listed, listedZh } from '../../../i18n/lists.ts'
import { joinSentences, say, strong, type Sentence } from '../../../i18n/sentence.ts'
import type { Language } from '../../../../store/preferences.ts'
import type { Decision } from './decision.ts'
import type { PhaseName, ShownCheckpoint } from './model.ts'
import { reasonWords } from './reasons.ts'

interface Words {
  readonly decided: (name: string) => Sentence
  readonly skew: (own: string, others: string) => string
  readonly phase: (phase: PhaseName, took: string, place: 'first' | 'later', isSource: boolean) => string
  readonly it: (clauses: readonly string[]) => string
  readonly cause: Readonly<Record<PhaseName, string>>
  readonly sourceWasBusy: string
  readonly waitedFor: (name: string, after: string, travelled: string) => Sentence
  readonly victims: (names: readonly string[], more: number, waited: string, decider: string) => Sentence
  readonly aborted: (acked: number, total: number, after: string) => Sentence
  readonly because: (reason: string) => Sentence
  readonly message: (message: string) => Sentence
  readonly pending: (acked: number, total: number, names: readonly string[], more: number) => Sentence
  readonly noDetails: string
  readonly glue: string
}

const en: Words = {
  decided: name => say`${strong(name)} decided the duration.`,
  skew: (own, others) => `holds ${own}, the others of its vertex ${others} on average`,
  phase: (phase, took, place, isSource) => {
    switch (phase) {
      case 'startDelay':
        return isSource ? `took its trigger after ${took}` : `got its first barrier after ${took}`
      case 'alignment':
        return place === 'first' ? `aligned for ${took}` : `its last one ${took} later`
      case 'sync':
        return `stood still for ${took} in its sync part`
      case 'async':
        return `uploaded for ${took}`
    }
  },
  it: clauses => `It ${joinEn(clauses)}.`,
  cause: {
    startDelay:
      'A barrier waits behind the records queued before it: the way to this subtask is backpressured.',
    alignment: 'One of its inputs was far behind the others.',
    sync: 'The backend, or user code in its snapshot, was slow.',
    async: 'Writing the snapshot to the storage took the longest.',
  },
  sourceWasBusy: 'It was busy or blocked: a trigger waits in the mailbox until the record in hand is done.',
  waitedFor: (name, after, travelled) =>
    say`${strong(name)} was the last to send it a barrier, ${after} after the trigger${travelled === '' ? '' : `; that one was on its way for up to ${travelled}, behind the records queued before it`}.`,
  victims: (names, more, waited, decider) =>
    say`${listed(names)}${more > 0 ? ` and ${more} more` : ''} waited too, for up to ${waited}, but as ${names.length + more === 1 ? 'a victim' : 'victims'}: for the barrier of ${strong(decider)}.`,
  aborted: (acked, total, after) =>
    say`It was aborted at ${strong(`${acked} / ${total}`)}${after === '' ? '' : `, ${after} after the trigger`}.`,
  because: reason => say`The reason: ${reason}.`,
  message: message => say`Flink says: “${message}”`,
  pending: (acked, total, names, more) =>
    say`${strong(`${acked} / ${total}`)} have acknowledged.${names.length === 0 ? '' : ' Still to come: '}${listed(names)}${more > 0 ? ` and ${more} more` : ''}${names.length === 0 ? '' : '.'}`,
  noDetails: 'What its subtasks did is not in the files: add the answers of its details and of its vertices.',
  glue: ' ',
}

const zh: Words = {
  decided: name => say`${strong(name)} 决定了时长。`,
  skew: (own, others) => `持有 ${own}，同一顶点的其他子任务平均 ${others}`,
  phase: (phase, took, place, isSource) => {
    switch (phase) {
      case 'startDelay':
        return isSource ? `${took} 后才处理触发消息` : `${took} 后才收到第一个屏障`
      case 'alignment':
        return place === 'first' ? `对齐用了 ${took}` : `再过 ${took} 收到最后一个`
      case 'sync':
        return `同步阶段停顿 ${took}`
      case 'async':
        return `上传用了 ${took}`
    }
  },
  it: clauses => `它${clauses.join('，')}。`,
  cause: {
    startDelay: '屏障排在之前入队的记录后面：通往该子任务的路径处于反压。',
    alignment: '它的一个输入远远落后于其他输入。',
    sync: '后端或快照中的用户代码较慢。',
    async: '把快照写入存储用时最长。',
  },
  sourceWasBusy: '它正忙或被阻塞：触发消息在邮箱里等待，直到手中的记录处理完。',
  waitedFor: (name, after, travelled) =>
    say`${strong(name)} 最后向它发出屏障，在触发后 ${after}${travelled === '' ? '' : `；该屏障排在之前入队的记录后面，最多在途 ${travelled}`}。`,
  victims: (names, more, waited, decider) =>
    say`${listedZh(names)}${more > 0 ? ` 等 ${names.length + more} 个子任务` : ''} 也等待了，最长 ${waited}，但属于被连累：在等 ${strong(decider)} 的屏障。`,
  aborted: (acked, total, after) =>
    say`它在 ${strong(`${acked} / ${total}`)} 时中止${after === '' ? '' : `，触发后 ${after}`}。`,
  because: reason => say`原因：${reason}。`,
  message: message => say`Flink 的消息：“${message}”`,
  pending: (acked, total, names, more) =>
    say`已确认 ${strong(`${acked} / ${total}`)}。${names.length === 0 ? '' : '尚未确认：'}${listedZh(names)}${more > 0 ? ` 等 ${names.length + more} 个` : ''}${names.length === 0 ? '' : '。'}`,
  noDetails: '文件中没有其子任务的数据：请加入该检查点的详情与各顶点的回答。',
  glue: '',
}

const WORDS: Readonly<Record<Language, Words>> = { en, zh }

const joinEn = (clauses: readonly string[]): string =>
  clauses.length < 2 ? clauses.join('') : `${clauses.slice(0, -1).join(', ')} and ${clauses.at(-1)!}`

const NAMES_MAX = 3
/** A barrier's way is worth a word from this share of the duration on. */
const LONG_WAY = 0.1

/** What decided its duration, why, and who waited for that. */
export function decisionSentences(decision: Decision, language: Language): readonly Sentence[] {
  const words = WORDS[language]
  const { part, isSource, cause, phases, skew, waitedFor, victims } = decision
  const clauses = phases.map(({ phase, took }, i) =>
    words.phase(
      phase,
      duration(took),
      i === 0 || phases[i - 1]!.phase !== 'startDelay' ? 'first' : 'later',
      isSource,
    ),
  )
  if (skew !== null) clauses.unshift(words.skew(bytes(skew.own), bytes(skew.others)))
  const why = isSource && cause === 'startDelay' ? words.sourceWasBusy : words.cause[cause]
  const sentences = [words.decided(part.name)]
  if (clauses.length > 0) sentences.push([words.it(clauses)])
  if (phases.length > 0) sentences.push([why])
  if (waitedFor !== null) {
    const { name, after, travelled } = waitedFor
    const long = travelled >= part.ackedAfter * LONG_WAY
    sentences.push(words.waitedFor(name, duration(after), long ? duration(travelled) : ''))
  }
  const [longest] = victims
  if (longest !== undefined) {
    const names = victims.slice(0, NAMES_MAX).map(victim => victim.name)
    sentences.push(words.victims(names, victims.length - names.length, duration(longest.waited), part.name))
  }
  return sentences
}

export function failureSentences(checkpoint: ShownCheckpoint, language: Language): readonly Sentence[] {
  const words = WORDS[language]
  const { failure, acknowledged, total } = checkpoint
  const after = failure === null || failure.after < 0 ? '' : duration(failure.after)
  const sentences = [words.aborted(acknowledged, total, after)]
  const reason =
    failure?.reason === undefined || failure.reason === null ? null : reasonWords(failure.reason, language)
  if (reason !== null) sentences.push(words.because(reason))
  if (failure !== null && failure.message !== '') sentences.push(words.message(failure.message))
  return sentences
}

export function pendingSentences(checkpoint: ShownCheckpoint, language: Language): readonly Sentence[] {
  const missing = checkpoint.vertices
    .flatMap(vertex => vertex.parts ?? [])
    .filter(part => part.ackedAfter < 0)
  const names = missing.slice(0, NAMES_MAX).map(part => part.name)
  const { acknowledged, total } = checkpoint
  return [WORDS[language].pending(acknowledged, total, names, missing.length - names.length)]
}

export const noDetailsSentence = (language: Language): Sentence => [WORDS[language].noDetails]

export const asOne = (sentences: readonly Sentence[], language: Language): Sentence =>
  joinSentences(sentences, WORDS[language].glue)
