/** "Why is it waiting?" in both languages: one text per reason, next to where it happens. */
import type { Language } from '../../store/preferences.ts'
import type { ExecutionState, Scene, TaskFrame } from '../../engine/api/frame.ts'
import { moment } from './format.ts'
import { listed, listedZh } from './lists.ts'
import { counted } from './narration-en.ts'
import { say, strong, type Sentence } from './sentence.ts'

/** The reason in words; null where the task is not waiting. */
export function waitingSentence(task: TaskFrame, scene: Scene, language: Language): Sentence | null {
  const reason = task.waiting
  if (reason === null) return null
  const texts = language === 'zh' ? zh : en
  const actorName = (index: number | null | undefined) =>
    scene.actors.find(one => one.index === index)?.name ?? ''
  const senders = (channels: readonly number[]) =>
    channels.map(index => actorName(scene.channels[index]?.from))
  switch (reason.why) {
    case 'alignment':
      return texts.alignment(
        reason.checkpoint,
        senders(reason.arrived),
        senders(reason.missing),
        reason.ahead,
      )
    case 'no-input':
      return texts.noInput()
    case 'backpressure':
      return texts.backpressure(actorName(scene.channels[reason.channel]?.to), actorName(reason.blockedBy))
    case 'source-not-ready':
      return texts.sourceNotReady(moment(reason.at))
    case 'end-of-input':
      return texts.endOfInput()
    case 'final-checkpoint':
      return texts.finalCheckpoint()
    case 'transaction':
      return texts.transaction()
    case 'process-gone':
      return texts.processGone(actorName(reason.taskManager))
    case 'not-running':
      return notRunning(texts, reason.state, task.failure ?? '')
    case 'paused':
      return texts.paused(moment(reason.until))
  }
}

function notRunning(texts: typeof en, state: ExecutionState, failure: string): Sentence {
  if (state === 'FINISHED') return texts.finished()
  if (state === 'CREATED' || state === 'SCHEDULED' || state === 'DEPLOYING') return texts.notStarted()
  return texts.notRunning(failure)
}

const en = {
  alignment(
    checkpoint: number,
    arrived: readonly string[],
    missing: readonly string[],
    ahead: number,
  ): Sentence {
    const channels = arrived.length === 1 ? 'that channel stays shut' : 'those channels stay shut'
    const records =
      ahead === 0 ? 'nothing is in front of it' : `${counted(ahead, 'record', 'records')}, then the barrier`
    return say`Barrier ${checkpoint} came in on ${listed(arrived)}. Everything behind it belongs to checkpoint ${checkpoint + 1}, so ${channels} until barrier ${checkpoint} also comes in on ${listed(missing)}: ${records}.`
  },
  processGone: (name: string): Sentence =>
    say`Its process, ${strong(name)}, is gone. Whoever was connected with it hears of that after one latency.`,
  noInput: (): Sentence => say`Its inputs are empty. It goes on as soon as a record arrives.`,
  backpressure: (to: string, blockedBy: string): Sentence =>
    blockedBy === '' || blockedBy === to
      ? say`Its output queue to ${strong(to)} is full, so the next record must wait until ${strong(to)} takes one.`
      : say`Its output queue to ${strong(to)} is full, since ${strong(blockedBy)} does not take records. The next record must wait.`,
  sourceNotReady: (at: string): Sentence => say`The next record of its partition is due at ${strong(at)}.`,
  endOfInput: (): Sentence => say`It has read everything, and waits for the others to end.`,
  finalCheckpoint: (): Sentence =>
    say`It has read everything. One more checkpoint must complete, so that its last results are committed.`,
  transaction: (): Sentence => say`It waits for the broker to answer about its transaction.`,
  paused: (until: string): Sentence =>
    say`Its thread stands still until ${strong(until)}. What reaches it meanwhile waits.`,
  finished: (): Sentence => say`It has read everything and ended.`,
  notStarted: (): Sentence => say`It has not been started yet.`,
  notRunning: (failure: string): Sentence =>
    failure === ''
      ? say`The task is not running, so it takes no record.`
      : say`The task is not running: ${failure}`,
}

const zh: typeof en = {
  alignment: (checkpoint, arrived, missing, ahead) =>
    say`屏障 ${checkpoint} 已从 ${listedZh(arrived)} 到达。它之后的记录属于检查点 ${checkpoint + 1}，因此该通道保持关闭，直到 ${listedZh(missing)} 的屏障 ${checkpoint} 也到达：${ahead === 0 ? '前面已没有记录' : `前面还有 ${ahead} 条记录`}。`,
  processGone: name => say`它所在的进程 ${strong(name)} 已消失；与之相连的各方在一次延迟之后得知。`,
  noInput: () => say`它的输入为空。一有记录到达就继续处理。`,
  backpressure: (to, blockedBy) =>
    blockedBy === '' || blockedBy === to
      ? say`发往 ${strong(to)} 的输出队列已满，下一条记录必须等到 ${strong(to)} 取走一条。`
      : say`发往 ${strong(to)} 的输出队列已满，因为 ${strong(blockedBy)} 不取记录。下一条记录必须等待。`,
  sourceNotReady: at => say`它的分区中下一条记录在 ${strong(at)} 到期。`,
  endOfInput: () => say`它已读完全部记录，正在等待其他任务结束。`,
  finalCheckpoint: () => say`它已读完全部记录。还须完成一个检查点，最后的结果才会提交。`,
  transaction: () => say`它在等待 broker 答复它的事务。`,
  paused: until => say`它的线程停顿到 ${strong(until)}。其间到达的一切都要等待。`,
  finished: () => say`它已读完全部输入并结束。`,
  notStarted: () => say`它尚未启动。`,
  notRunning: failure => (failure === '' ? say`任务没有运行，因此不取记录。` : say`任务没有运行：${failure}`),
}
