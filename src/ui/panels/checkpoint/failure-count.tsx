/** How many checkpoints have failed in a row, of those that are tolerated: Flink's CheckpointFailureManager. */
import type { CoordinatorFrame } from '../../../engine/api/frame.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Fact, Facts } from '../../kit/section.tsx'
import styles from './checkpoint-panel.module.css'
import { checkpointTexts } from './text.ts'

export function FailureCount({ failures }: Pick<CoordinatorFrame, 'failures'>) {
  const text = useTexts(checkpointTexts)
  const { consecutive, tolerable } = failures
  return (
    <>
      <Facts>
        <Fact
          label={text.failures}
          value={tolerable < 0 ? text.allTolerated : text.ofTolerated(consecutive, tolerable)}
        />
      </Facts>
      {tolerable >= 0 && <p className={styles.next}>{text.failuresNote(tolerable)}</p>}
    </>
  )
}
