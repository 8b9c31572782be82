/** The first sentence says what decided the duration; the numbers follow. */
import type { CheckpointFrame, Scene } from '../../../engine/api/frame.ts'
import { seek } from '../../../store/driver.ts'
import { actorName } from '../../../store/scene.ts'
import { bytes, clock, duration } from '../../i18n/format.ts'
import type { Sentence } from '../../i18n/sentence.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { Fact, Facts, Section } from '../../kit/section.tsx'
import { SentenceView } from '../../kit/sentence-view.tsx'
import styles from './checkpoint-summary.module.css'
import { checkpointTexts } from './text.ts'

interface SummaryProps {
  readonly scene: Scene
  readonly checkpoint: CheckpointFrame
  /** Simulated time of the step shown. */
  readonly now: number
}

/** As in Flink, a completed one lasted until its last acknowledgement, a failed one until it failed. */
function endOf({ status, endedAt, subtasks }: CheckpointFrame, now: number): number {
  switch (status) {
    case 'pending':
      return now
    case 'aborted':
      return endedAt
    case 'completed':
      return Math.max(...subtasks.map(({ ackedAt }) => ackedAt))
  }
}

export function CheckpointSummary({ scene, checkpoint, now }: SummaryProps) {
  const text = useTexts(checkpointTexts)
  const acked = checkpoint.subtasks.filter(one => one.phase === 'acknowledged' || one.ackedAt >= 0).length
  const tone = checkpoint.status === 'aborted' ? 'fail' : checkpoint.status === 'completed' ? 'ok' : 'plain'
  const took = endOf(checkpoint, now) - checkpoint.triggeredAt
  const isSavepoint = checkpoint.snapshot.kind === 'savepoint'
  const title = isSavepoint ? text.savepointTitle(checkpoint.id) : text.title(checkpoint.id)
  const kept = isSavepoint ? text.savepointKept : checkpoint.retained ? text.yes : text.no
  const retained = checkpoint.status === 'completed' ? kept : text.never
  return (
    <>
      <Section title={`${title} · ${text.status[checkpoint.status]}`} tone={tone}>
        <p>
          <SentenceView sentence={useVerdictSentence(scene, checkpoint, acked)} />
        </p>
      </Section>
      <Section title={title}>
        <Facts>
          <Fact label={text.triggeredAt} value={clock(checkpoint.triggeredAt)} />
          <Fact
            label={text.endToEnd}
            value={`${duration(took)}${checkpoint.status === 'pending' ? ' …' : ''}`}
          />
          <Fact label={text.acknowledged} value={`${acked} / ${checkpoint.subtasks.length}`} />
          <Fact label={text.size} value={bytes(checkpoint.bytes)} />
          <Fact label={text.kind} value={text.origins[checkpoint.origin]} />
          {checkpoint.status !== 'pending' && <Fact label={text.retained} value={retained} />}
          {checkpoint.path !== null && <Fact label={text.path} value={checkpoint.path} />}
          {checkpoint.reason !== null && <Fact label={text.reason} value={checkpoint.reason} />}
          {checkpoint.counted !== null && (
            <Fact label={text.isCountedAs} value={checkpoint.counted ? text.isCounted : text.isNotCounted} />
          )}
        </Facts>
        <div className={styles.jumps}>
          <Button look="outline" onClick={() => seek(checkpoint.triggeredStep)}>
            {text.toTrigger}
          </Button>
          {checkpoint.endedStep >= 0 && (
            <Button look="outline" onClick={() => seek(checkpoint.endedStep)}>
              {text.toEnd}
            </Button>
          )}
        </div>
      </Section>
    </>
  )
}

function useVerdictSentence(scene: Scene, checkpoint: CheckpointFrame, acked: number): Sentence {
  const text = useTexts(checkpointTexts)
  const { subtasks, status, triggeredAt } = checkpoint
  if (status === 'aborted') return text.abortedAt(acked, subtasks.length)
  if (status === 'pending') {
    const missing = subtasks.filter(one => one.phase !== 'acknowledged')
    return text.waitsFor(missing.map(one => actorName(scene, one.actor)))
  }
  const last = subtasks.reduce((latest, one) => (one.ackedAt > latest.ackedAt ? one : latest))
  return text.decided(actorName(scene, last.actor), duration(last.ackedAt - triggeredAt))
}
