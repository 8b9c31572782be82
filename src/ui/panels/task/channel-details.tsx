/** One channel, head to tail: what waits at the sender, what travels, what the receiver has. */
import type { ChannelFrame, ChannelItem, ChannelScene, Scene } from '../../../engine/api/frame.ts'
import { actorName } from '../../../store/scene.ts'
import { moment } from '../../i18n/format.ts'
import { plain } from '../../i18n/sentence.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Fact, Facts, Section } from '../../kit/section.tsx'
import { SentenceView } from '../../kit/sentence-view.tsx'
import styles from './channel-details.module.css'
import { taskTexts } from './text.ts'

interface ChannelProps {
  readonly scene: Scene
  readonly channel: ChannelScene
  readonly shown: ChannelFrame
}

export function ChannelDetails({ scene, channel, shown }: ChannelProps) {
  const text = useTexts(taskTexts)
  const from = actorName(scene, channel.from)
  const to = actorName(scene, channel.to)
  const blocked = shown.receiverBlocked > 0 || shown.senderBlocked > 0
  return (
    <>
      <header className={styles.header}>
        <h2 className={styles.name} aria-label={plain(text.channelTitle(from, to))}>
          {from} <span aria-hidden="true">→</span> {to}
        </h2>
        <span className={styles.kind}>{channel.partitioner}</span>
      </header>
      <Section title={blocked ? text.blocked : text.open} tone={blocked ? 'wait' : 'quiet'}>
        <p>
          {shown.receiverBlocked > 0 ? (
            <SentenceView sentence={text.receiverBlocked(to, shown.receiverBlocked)} />
          ) : shown.senderBlocked > 0 ? (
            <SentenceView sentence={text.senderBlocked(from, to, shown.senderBlocked)} />
          ) : (
            text.channelOpen
          )}
        </p>
      </Section>
      <Section title={text.received}>
        <Items items={shown.received.map(item => ({ item, note: '' }))} />
      </Section>
      <Section title={text.inTransit}>
        <Items
          items={shown.inTransit.map(({ item, sentAt, arrivesAt }) => ({
            item,
            note: `${moment(sentAt)} → ${moment(arrivesAt)}`,
          }))}
        />
      </Section>
      <Section title={text.queueAtSender}>
        <Items items={shown.queued.map(item => ({ item, note: '' }))} />
      </Section>
      <Section title={text.credit}>
        <Facts>
          <Fact label={text.credit} value={`${shown.creditsFree} / ${shown.creditsTotal}`} />
        </Facts>
      </Section>
    </>
  )
}

interface ItemsProps {
  readonly items: readonly { readonly item: ChannelItem; readonly note: string }[]
}

function Items({ items }: ItemsProps) {
  const text = useTexts(taskTexts)
  if (items.length === 0) return <p className={styles.none}>{text.empty}</p>
  return (
    <ol className={styles.items}>
      {items.map(({ item, note }, i) => (
        <li key={`${i} ${item.type}`} className={styles.item}>
          <span className={item.type === 'barrier' ? styles.barrier : styles.record}>
            {item.type === 'record' && item.record.label}
            {item.type === 'barrier' && text.barrierItem(item.checkpoint)}
            {item.type === 'more' && text.moreItems(item.count)}
            {item.type === 'end' && text.endItem}
          </span>
          <span className={styles.none}>
            {note}
            {item.type === 'record' && item.saved !== undefined && ` ${text.savedItem(item.saved)}`}
          </span>
        </li>
      ))}
    </ol>
  )
}
