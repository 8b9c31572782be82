/** The narrowest windows, and 400 % zoom: no drawing, but everything it says, in words that reflow. */
import { FlowTwinVisible } from '../../panels/twin/flow-twin-visible.tsx'
import { SpaceTimeTwin } from '../../panels/twin/space-time-twin.tsx'
import { useTexts } from '../../i18n/texts.ts'
import { shellTexts } from '../text.ts'
import { Inspector } from './inspector.tsx'
import styles from './tiny-stage.module.css'

export function TinyStage() {
  const text = useTexts(shellTexts).stage
  return (
    <div className={styles.stage}>
      <main id="flow" tabIndex={-1} aria-label={text.flow} className={styles.part}>
        <FlowTwinVisible />
      </main>
      <section className={styles.part} aria-label={text.spaceTime}>
        <h2 className={styles.title}>{text.spaceTime}</h2>
        <SpaceTimeTwin always />
      </section>
      <aside className={styles.inspector} aria-label={text.inspector}>
        <Inspector />
      </aside>
    </div>
  )
}
