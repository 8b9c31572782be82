/** Likely causes, most likely first, with the field of the statistics that each was seen in. */
import { bytes, duration } from '../../../i18n/format.ts'
import { say, strong, type Sentence } from '../../../i18n/sentence.ts'
import { defineTexts, useTexts } from '../../../i18n/texts.ts'
import { SentenceView } from '../../../kit/sentence-view.tsx'
import styles from './cause-list.module.css'
import { causesOf, type Cause } from './causes.ts'
import type { ShownCheckpoint } from './model.ts'

const en = {
  title: 'Likely causes, most likely first',
  seenIn: (field: string): string => `Seen in: ${field} per subtask.`,
  words: (cause: Cause): Sentence => {
    switch (cause.type) {
      case 'skew':
        return say`${strong(`Key skew on ${cause.vertex}.`)} ${cause.part} has ${bytes(cause.own)}, the others ${bytes(cause.others)} on average.`
      case 'backpressure':
        return say`${strong(`Backpressure upstream of ${cause.vertex}.`)} Its first barriers needed at least ${duration(cause.least)} to arrive at each subtask.`
      case 'uneven-inputs':
        return say`${strong(`Uneven inputs of ${cause.part}.`)} Its last barrier came ${duration(cause.waited)} after its first.`
      case 'busy-source':
        return say`${strong(`${cause.part} was busy or blocked.`)} It took its trigger after ${duration(cause.waited)}.`
      case 'slow-sync':
        return say`${strong(`Slow synchronous part at ${cause.part}.`)} No record was processed for ${duration(cause.took)}.`
      case 'upload':
        return say`${strong(`Upload of ${cause.part}.`)} It took ${duration(cause.took)}, ${bytes(Math.round(cause.perSecond))} a second.`
    }
  },
}

const zh: typeof en = {
  title: '可能的原因，最可能的在前',
  seenIn: field => `依据：各子任务的 ${field}。`,
  words: cause => {
    switch (cause.type) {
      case 'skew':
        return say`${strong(`${cause.vertex} 的键倾斜。`)}${cause.part} 有 ${bytes(cause.own)}，其他平均 ${bytes(cause.others)}。`
      case 'backpressure':
        return say`${strong(`${cause.vertex} 上游的反压。`)}第一个屏障到达每个子任务至少用了 ${duration(cause.least)}。`
      case 'uneven-inputs':
        return say`${strong(`${cause.part} 的输入不均。`)}最后一个屏障比第一个晚 ${duration(cause.waited)}。`
      case 'busy-source':
        return say`${strong(`${cause.part} 正忙或被阻塞。`)}${duration(cause.waited)} 后才处理触发消息。`
      case 'slow-sync':
        return say`${strong(`${cause.part} 的同步阶段慢。`)}${duration(cause.took)} 内未处理任何记录。`
      case 'upload':
        return say`${strong(`${cause.part} 的上传。`)}用了 ${duration(cause.took)}，每秒 ${bytes(Math.round(cause.perSecond))}。`
    }
  },
}

const causeTexts = defineTexts(en, zh)

const FIELDS: Readonly<Record<Cause['type'], string>> = {
  skew: 'state_size',
  backpressure: 'start_delay',
  'uneven-inputs': 'alignment.duration',
  'busy-source': 'start_delay',
  'slow-sync': 'checkpoint.sync',
  upload: 'checkpoint.async',
}

export function CauseList({ checkpoint }: { readonly checkpoint: ShownCheckpoint }) {
  const text = useTexts(causeTexts)
  const causes = causesOf(checkpoint)
  if (causes.length === 0) return null
  return (
    <section aria-label={text.title} className={styles.section}>
      <h3 className={styles.title}>{text.title}</h3>
      <ol className={styles.causes}>
        {causes.map((cause, i) => (
          <li key={`${cause.type} ${i}`}>
            <span className={styles.number} aria-hidden="true">
              {i + 1}
            </span>
            <span>
              <SentenceView sentence={text.words(cause)} />{' '}
              <span className={styles.seen}>{text.seenIn(FIELDS[cause.type])}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
