/** What a checkpoint's statistics mean, as sentences in both languages. Pure, so that tests can read them. */
import { duration, bytes } from '../../../i18n/format.ts'
import { listed, listedZh } from '../../../i18n/lists.ts'
import { joinSentences, say, strong, type Sentence } from '../../../i18n/sentence.ts'
import type { Language } from '../../../../store/preferences.ts'
import { decisionOf, type Decision } from './decision.ts'
import type { PhaseName, ShownCheckpoint } from './model.ts'
import { reasonWords } from './reasons.ts'

interface Words {
  readonly decided: (name: string) => Sentence
  readonly together: (names: readonly string[], more: number, after: string) => Sentence
  readonly skew: (own: string, others: string) => string
  readonly phase: (phase: PhaseName, took: string, place: 'first' | 'later', isSource: boolean) => string
  /** `named`: it is one of several. */
  readonly it: (name: string, clauses: readonly string[], named: boolean) => string
  readonly cause: Readonly<Record<PhaseName, string>>
  readonly sourceWasBusy: string
  readonly unalignedAsync: string
  readonly unalignedDelay: string
  /** `overtakes`: the barrier was not behind the records queued before it. */
  readonly waitedFor: (name: string, after: string, travelled: string, overtakes: boolean) => Sentence
  readonly victims: (names: readonly string[], more: number, waited: string, decider: string) => Sentence
  readonly aborted: (acked: number, total: number, after: string) => Sentence
  readonly missing: (names: readonly string[], more: number) => Sentence
  readonly because: (reason: string) => Sentence
  readonly message: (message: string) => Sentence
  readonly pending: (acked: number, total: number, names: readonly string[], more: number) => Sentence
  readonly noDetails: string
  readonly glue: string
}

/** `a, b and c`, or `a, b, c and 3 more`. */
const some = (names: readonly string[], more: number): Sentence =>
  more === 0
    ? listed(names)
    : say`${names.flatMap((name, i) => (i === 0 ? [strong(name)] : [', ', strong(name)]))} and ${more} more`

const en: Words = {
  decided: name => say`${strong(name)} decided the duration.`,
  together: (names, more, after) =>
    say`${some(names, more)} acknowledged last, all ${after} after the trigger: none of them decided it alone.`,
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
  it: (name, clauses, named) => `${named ? name : 'It'} ${joinEn(clauses)}.`,
  cause: {
    startDelay:
      'A barrier waits behind the records queued before it: the way to this subtask is backpressured.',
    alignment: 'One of its inputs was far behind the others.',
    sync: 'The backend, or user code in its snapshot, was slow.',
    async: 'Writing the snapshot to the storage took the longest.',
  },
  unalignedAsync:
    'In an unaligned checkpoint the async part also waits for the last barrier, and saves what was in flight until then.',
  sourceWasBusy: 'It was busy or blocked: a trigger waits in the mailbox until the record in hand is done.',
  unalignedDelay:
    'An unaligned barrier overtakes what is queued, but each task on its way finishes the record in hand first; as long as an alignment timeout counts, it waits as an aligned one does.',
  waitedFor: (name, after, travelled, overtakes) => {
    const behind = overtakes ? '' : ', behind the records queued before it'
    const way = travelled === '' ? '' : `; that one was on its way for up to ${travelled}${behind}`
    return say`${strong(name)} was the last to send it a barrier, ${after} after the trigger${way}.`
  },
  victims: (names, more, waited, decider) =>
    say`${some(names, more)} waited too, for up to ${waited}, but as ${names.length + more === 1 ? 'a victim' : 'victims'}: for the barrier of ${strong(decider)}.`,
  aborted: (acked, total, after) =>
    say`It was aborted at ${strong(`${acked} / ${total}`)}${after === '' ? '' : `, ${after} after the trigger`}.`,
  missing: (names, more) => say`${some(names, more)} had not acknowledged.`,
  because: reason => say`The reason: ${reason}.`,
  message: message => say`Flink says: “${message}”`,
  pending: (acked, total, names, more) =>
    say`${strong(`${acked} / ${total}`)} have acknowledged.${names.length === 0 ? '' : ' Still to come: '}${some(names, more)}${names.length === 0 ? '' : '.'}`,
  noDetails: 'What its subtasks did is not in the files: add the answers of its details and of its vertices.',
  glue: ' ',
}

const zh: Words = {
  decided: name => say`${strong(name)} 决定了时长。`,
  together: (names, more, after) =>
    say`${listedZh(names)}${more > 0 ? ` 等 ${names.length + more} 个子任务` : ''} 最后确认，都在触发后 ${after}：没有哪一个单独决定时长。`,
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
  it: (name, clauses, named) => spaced(named ? `${name} ` : '它', `${clauses.join('，')}。`),
  cause: {
    startDelay: '屏障排在之前入队的记录后面：通往该子任务的路径处于反压。',
    alignment: '它的一个输入远远落后于其他输入。',
    sync: '后端或快照中的用户代码较慢。',
    async: '把快照写入存储用时最长。',
  },
  unalignedAsync: '非对齐检查点的异步阶段还要等待最后一个屏障，并保存此前的在途数据。',
  sourceWasBusy: '它正忙或被阻塞：触发消息在邮箱里等待，直到手中的记录处理完。',
  unalignedDelay:
    '非对齐的屏障越过排队的数据，但沿途每个任务都先处理完手中的记录；对齐超时之前，它与对齐的屏障一样等待。',
  waitedFor: (name, after, travelled, overtakes) => {
    const behind = overtakes ? '' : '排在之前入队的记录后面，'
    const way = travelled === '' ? '' : `；该屏障${behind}最多在途 ${travelled}`
    return say`${strong(name)} 最后向它发出屏障，在触发后 ${after}${way}。`
  },
  victims: (names, more, waited, decider) =>
    say`${listedZh(names)}${more > 0 ? ` 等 ${names.length + more} 个子任务` : ''} 也等待了，最长 ${waited}，但属于被连累：在等 ${strong(decider)} 的屏障。`,
  aborted: (acked, total, after) =>
    say`它在 ${strong(`${acked} / ${total}`)} 时中止${after === '' ? '' : `，触发后 ${after}`}。`,
  missing: (names, more) =>
    say`${listedZh(names)}${more > 0 ? ` 等 ${names.length + more} 个子任务` : ''} 尚未确认。`,
  because: reason => say`原因：${reason}。`,
  message: message => say`Flink 的消息：“${message}”`,
  pending: (acked, total, names, more) =>
    say`已确认 ${strong(`${acked} / ${total}`)}。${names.length === 0 ? '' : '尚未确认：'}${listedZh(names)}${more > 0 ? ` 等 ${names.length + more} 个` : ''}${names.length === 0 ? '' : '。'}`,
  noDetails: '文件中没有其子任务的数据：请加入该检查点的详情与各顶点的回答。',
  glue: '',
}

/** Han and what is not stand apart. */
const spaced = (before: string, after: string): string =>
  /^[\dA-Za-z]/.test(after) && !before.endsWith(' ') ? `${before} ${after}` : `${before}${after}`

const WORDS: Readonly<Record<Language, Words>> = { en, zh }

const joinEn = (clauses: readonly string[]): string =>
  clauses.length < 2 ? clauses.join('') : `${clauses.slice(0, -1).join(', ')} and ${clauses.at(-1)!}`

const NAMES_MAX = 3
/** A barrier's way is worth a word from this share of the duration on. */
const LONG_WAY = 0.1

/** What decided its duration, why, and who waited for that. */
function decisionSentences(decision: Decision, language: Language): readonly Sentence[] {
  const words = WORDS[language]
  const { part, tied, phases, waitedFor, victims } = decision
  const names = [part.name, ...tied].slice(0, NAMES_MAX)
  const sentences =
    tied.length === 0
      ? [words.decided(part.name)]
      : [words.together(names, tied.length + 1 - names.length, duration(part.ackedAfter))]
  if (phases.length > 0) sentences.push([words.it(part.name, clausesOf(decision, words), tied.length > 0)])
  if (phases.length > 0) sentences.push([causeOf(decision, words)])
  if (tied.length > 0) return sentences
  if (waitedFor !== null) {
    const { name, after, travelled } = waitedFor
    const long = travelled >= part.ackedAfter * LONG_WAY
    sentences.push(words.waitedFor(name, duration(after), long ? duration(travelled) : '', part.unaligned))
  }
  const [longest] = victims
  if (longest !== undefined) {
    const some = victims.slice(0, NAMES_MAX).map(victim => victim.name)
    sentences.push(words.victims(some, victims.length - some.length, duration(longest.waited), part.name))
  }
  return sentences
}

/** All that is said of a checkpoint, the most important first. */
export function storyOf(checkpoint: ShownCheckpoint, language: Language): readonly Sentence[] {
  switch (checkpoint.status) {
    case 'completed': {
      const decision = decisionOf(checkpoint)
      return decision === null ? [[WORDS[language].noDetails]] : decisionSentences(decision, language)
    }
    case 'failed':
      return failureSentences(checkpoint, language)
    case 'in_progress':
      return pendingSentences(checkpoint, language)
  }
}

function clausesOf({ phases, skew, isSource }: Decision, words: Words): readonly string[] {
  const clauses = phases.map(({ phase, took }, i) => {
    const place = i > 0 && phases[i - 1]!.phase === 'startDelay' ? 'later' : 'first'
    return words.phase(phase, duration(took), place, isSource)
  })
  return skew === null ? clauses : [words.skew(bytes(skew.own), bytes(skew.others)), ...clauses]
}

function causeOf({ part, cause, isSource }: Decision, words: Words): string {
  if (isSource && cause === 'startDelay') return words.sourceWasBusy
  if (part.unaligned && cause === 'async') return words.unalignedAsync
  return part.unaligned && cause === 'startDelay' ? words.unalignedDelay : words.cause[cause]
}

function failureSentences(checkpoint: ShownCheckpoint, language: Language): readonly Sentence[] {
  const words = WORDS[language]
  const { failure, acknowledged, total } = checkpoint
  const after = failure === null || failure.after < 0 ? '' : duration(failure.after)
  const { names, more } = missingIn(checkpoint)
  const sentences = [words.aborted(acknowledged, total, after)]
  if (names.length > 0) sentences.push(words.missing(names, more))
  const reason =
    failure?.reason === undefined || failure.reason === null ? null : reasonWords(failure.reason, language)
  if (reason !== null) sentences.push(words.because(reason))
  if (failure !== null && failure.message !== '') sentences.push(words.message(failure.message))
  return sentences
}

function pendingSentences(checkpoint: ShownCheckpoint, language: Language): readonly Sentence[] {
  const { names, more } = missingIn(checkpoint)
  const { acknowledged, total } = checkpoint
  return [WORDS[language].pending(acknowledged, total, names, more)]
}

/** Those of its subtasks that have not acknowledged: some by name, and how many more. */
function missingIn({ vertices }: ShownCheckpoint): {
  readonly names: readonly string[]
  readonly more: number
} {
  const missing = vertices.flatMap(vertex => vertex.parts ?? []).filter(part => part.ackedAfter < 0)
  const names = missing.slice(0, NAMES_MAX).map(part => part.name)
  return { names, more: missing.length - names.length }
}

/** One after another, as they are read. */
export const asOne = (sentences: readonly Sentence[], language: Language): Sentence =>
  joinSentences(sentences, WORDS[language].glue)
