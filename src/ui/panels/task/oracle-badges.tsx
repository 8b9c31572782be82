/** Whether the guarantee and the engine's own rules hold at this step. */
import type { Frame } from '../../../engine/api/frame.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Badge, Section } from '../../kit/section.tsx'
import styles from './oracle-badges.module.css'
import { taskTexts } from './text.ts'

export function OracleBadges({ frame }: { readonly frame: Frame }) {
  const text = useTexts(taskTexts)
  const legs = [frame.verdict.state, frame.verdict.committed].filter(leg => leg.verdict !== 'off')
  // The same record can be missing in both places; the larger number is what a reader can lose.
  const lost = Math.max(0, ...legs.map(leg => leg.lost))
  const duplicated = Math.max(0, ...legs.map(leg => leg.duplicated))
  if (legs.length === 0 && frame.invariants.length === 0) return null
  const broken = frame.invariants.filter(invariant => !invariant.holds)
  return (
    <Section title={text.oracle}>
      <div className={styles.badges}>
        {legs.length > 0 && <Badge holds={lost === 0}>{text.lost(lost)}</Badge>}
        {legs.length > 0 && <Badge holds={duplicated === 0}>{text.duplicated(duplicated)}</Badge>}
        {broken.length === 0 && frame.invariants.length > 0 && (
          <Badge holds>{text.invariants(frame.invariants.length)}</Badge>
        )}
        {broken.map(invariant => (
          <Badge key={invariant.id} holds={false}>
            {text.invariantBroken(invariant.id)}
          </Badge>
        ))}
      </div>
    </Section>
  )
}
