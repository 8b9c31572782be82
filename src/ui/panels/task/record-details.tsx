/** One record: what it is, and where it is at the step shown. */
import type { ChannelItem, Frame, Scene } from '../../../engine/api/frame.ts'
import type { RecordView } from '../../../engine/api/trace.ts'
import { actorName } from '../../../store/scene.ts'
import type { Sentence } from '../../i18n/sentence.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Fact, Facts, Section } from '../../kit/section.tsx'
import { SentenceView } from '../../kit/sentence-view.tsx'
import styles from './task-details.module.css'
import { taskTexts } from './text.ts'

interface Wanted {
  readonly label: string
  readonly partition: number
  readonly offset: number
}

interface RecordProps {
  readonly scene: Scene
  readonly frame: Frame
  readonly record: Wanted
}

const isWanted = (record: RecordView | null, wanted: Wanted): boolean =>
  record !== null &&
  record.label === wanted.label &&
  record.partition === wanted.partition &&
  record.offset === wanted.offset

export function RecordDetails({ scene, frame, record }: RecordProps) {
  const text = useTexts(taskTexts)
  const found = findRecord(scene, frame, record, text)
  return (
    <>
      <header className={styles.header}>
        <h2 className={styles.name}>
          {text.record} {record.label}
        </h2>
      </header>
      <Section title={text.recordWhere}>
        <p>{found === null ? text.recordGone : <SentenceView sentence={found.where} />}</p>
      </Section>
      <Section title={text.record}>
        <Facts>
          {found?.record.key !== null && found !== null && (
            <Fact label={text.recordKey} value={found.record.key} />
          )}
          <Fact
            label={text.partition}
            value={scene.source.partitions[record.partition]?.id ?? String(record.partition)}
          />
          <Fact label={text.recordOffset} value={record.offset} />
          {found !== null && (
            <Fact label={text.recordReplayed} value={found.record.replayed ? text.yes : text.no} />
          )}
        </Facts>
      </Section>
    </>
  )
}

type Words = (typeof taskTexts)['en']

function findRecord(
  scene: Scene,
  frame: Frame,
  wanted: Wanted,
  text: Words,
): { readonly record: RecordView; readonly where: Sentence } | null {
  for (const task of frame.tasks) {
    if (task.inHand !== null && isWanted(task.inHand, wanted)) {
      return { record: task.inHand, where: text.recordInHand(actorName(scene, task.actor)) }
    }
  }
  for (const channel of scene.channels) {
    const shown = frame.channels[channel.index]
    const from = actorName(scene, channel.from)
    const to = actorName(scene, channel.to)
    const queued = find(shown?.queued, wanted)
    if (queued !== null) return { record: queued, where: text.recordQueued(from, to) }
    const travels = find(
      shown?.inTransit.map(one => one.item),
      wanted,
    )
    if (travels !== null) return { record: travels, where: text.recordTravels(from, to) }
    const received = find(shown?.received, wanted)
    if (received !== null) return { record: received, where: text.recordReceived(to, from) }
  }
  return null
}

function find(items: readonly ChannelItem[] | undefined, wanted: Wanted): RecordView | null {
  for (const item of items ?? [])
    if (item.type === 'record' && isWanted(item.record, wanted)) return item.record
  return null
}
