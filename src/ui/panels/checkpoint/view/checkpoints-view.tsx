/** The checkpoints of the run on the page, read from the frame at the cursor: at any step, while it runs too. */
import { Tabs } from '@base-ui/react/tabs'
import { useEffect, useState } from 'react'
import type { Frame, Scene } from '../../../../engine/api/frame.ts'
import type {
  CheckpointConfigAnswer,
  CheckpointsAnswer,
} from '../../../../interop/flink-rest/checkpoint-answers.ts'
import { seek } from '../../../../store/driver.ts'
import { isRebuilt } from '../../../../store/rebuild.ts'
import { select, session } from '../../../../store/session.ts'
import { readStatistics, saveAnswers, type Statistics } from '../../../../store/statistics.ts'
import { bytes, clock } from '../../../i18n/format.ts'
import { useTexts } from '../../../i18n/texts.ts'
import { useScene, useSession } from '../../../kit/hooks.ts'
import { Section } from '../../../kit/section.tsx'
import table from '../../../kit/table.module.css'
import tabStyles from '../../../kit/tabs.module.css'
import { CALM_MS, useCalmFrame } from '../../../kit/use-calm-frame.ts'
import { FailureCount } from '../failure-count.tsx'
import { NoCheckpoint } from '../no-checkpoint.tsx'
import { CheckpointStory } from './checkpoint-story.tsx'
import styles from './checkpoints-view.module.css'
import { CopyMenu, type Answer } from './copy-menu.tsx'
import { flinkMoment } from './flink-format.ts'
import { shownFromFrame } from './from-frame.ts'
import { HistoryStrip } from './history-strip.tsx'
import { newestOf, type ShownCheckpoint } from './model.ts'
import { GuessesSide } from './rebuild-section.tsx'
import { rebuildTexts } from './rebuild-text.ts'
import {
  ConfigSection,
  CountsSection,
  HoldsSection,
  SideNote,
  SummarySection,
  UploadSection,
} from './side-sections.tsx'
import { viewTexts, type ViewTexts } from './text.ts'

const MICROS_PER_MS = 1000

export function CheckpointsView() {
  const text = useTexts(viewTexts)
  const scene = useScene()
  const frame = useCalmFrame(CALM_MS)
  const chosen = useSession(state => (state.selection?.type === 'checkpoint' ? state.selection.id : -1))
  if (scene === null || frame === null) return <main className={styles.view} aria-label={text.view} />
  const checkpoints = shownFromFrame(scene, frame)
  const shown = checkpoints.find(one => one.id === chosen) ?? newestOf(checkpoints)
  return (
    <div className={styles.view}>
      <main className={styles.main} id="flow" tabIndex={-1} aria-label={text.view}>
        {shown === undefined ? (
          <NoCheckpoint enabled={frame.coordinator.enabled} />
        ) : (
          <Shown scene={scene} frame={frame} checkpoints={checkpoints} shown={shown} />
        )}
      </main>
      {shown !== undefined && <Side scene={scene} frame={frame} shown={shown} />}
    </div>
  )
}

interface ShownProps {
  readonly scene: Scene
  readonly frame: Frame
  readonly checkpoints: readonly ShownCheckpoint[]
  readonly shown: ShownCheckpoint
}

function Shown({ scene, frame, checkpoints, shown }: ShownProps) {
  const statistics = useStatistics(frame)
  const epochMs = useSession(state => state.state?.spec.epochMs ?? 0)
  const own = frame.coordinator.checkpoints.find(one => one.id === shown.id)
  return (
    <>
      <HistoryStrip
        checkpoints={checkpoints}
        shown={shown.id}
        onChoose={id => select({ type: 'checkpoint', id })}
      />
      <CheckpointStory
        checkpoint={shown}
        moment={clock}
        flinkMoment={micros => flinkMoment(epochMs + Math.floor(micros / MICROS_PER_MS))}
        onTrigger={own === undefined ? null : () => seek(own.triggeredStep)}
        onEnd={own === undefined || own.endedStep < 0 ? null : () => seek(own.endedStep)}
        copy={<CopyMenu answers={answersAbout(statistics, shown.id)} onSaveAll={() => void saveAnswers()} />}
        onChoose={name => showTask(scene, name)}
      />
    </>
  )
}

/** The task on the stage, where its channels are. */
function showTask(scene: Scene, name: string): void {
  const actor = scene.actors.find(other => other.name === name)
  if (actor === undefined) return
  select({ type: 'task', actor: actor.index })
  session.setState({ view: 'stage' })
}

function answersAbout(statistics: Statistics | null, id: number): readonly Answer[] {
  const entries = Object.entries(statistics ?? {}).map(([path, json]) => ({ path, json }))
  return entries.filter(
    ({ path }) => !path.includes('/details/') || new RegExp(`/details/${id}(/|$)`).test(path),
  )
}

/** Asked for again when the cursor rests somewhere else. */
function useStatistics(frame: Frame): Statistics | null {
  const [statistics, setStatistics] = useState<Statistics | null>(null)
  const { branch, step } = frame.cursor
  useEffect(() => {
    let alive = true
    void readStatistics()
      .catch(() => null)
      .then(found => {
        if (alive && found !== null) setStatistics(found)
      })
    return () => {
      alive = false
    }
  }, [branch, step])
  return statistics
}

interface SideProps {
  readonly scene: Scene
  readonly frame: Frame
  readonly shown: ShownCheckpoint
}

type SideTab = 'storage' | 'summary' | 'config' | 'rebuilt'
const TABS: readonly SideTab[] = ['storage', 'summary', 'config']

function Side({ scene, frame, shown }: SideProps) {
  const text = useTexts(viewTexts)
  const rebuiltText = useTexts(rebuildTexts)
  const rebuilt = useSession(state => (isRebuilt(state) ? state.rebuilt : null))
  const [chosen, setTab] = useState<SideTab>(rebuilt === null ? 'storage' : 'rebuilt')
  const tab = rebuilt === null && chosen === 'rebuilt' ? 'storage' : chosen
  const tabs = rebuilt === null ? TABS : [...TABS, 'rebuilt' as const]
  return (
    <aside className={styles.side} aria-label={text.side}>
      <Tabs.Root className={styles.tabbed} value={tab} onValueChange={(next: SideTab) => setTab(next)}>
        <Tabs.List className={styles.tabs} aria-label={text.side} activateOnFocus>
          {tabs.map(one => (
            <Tabs.Tab
              key={one}
              value={one}
              className={tabStyles.tab}
              onClick={event => event.detail > 0 && (event.currentTarget as HTMLElement).blur()}
            >
              {one === 'rebuilt' ? rebuiltText.tab : text[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} key={tab} className={styles.panel}>
          {tab === 'storage' ? (
            <StorageSide scene={scene} frame={frame} shown={shown} />
          ) : tab === 'rebuilt' ? (
            rebuilt !== null && <GuessesSide rebuilt={rebuilt} />
          ) : (
            <StatisticsSide frame={frame} tab={tab} />
          )}
        </Tabs.Panel>
      </Tabs.Root>
    </aside>
  )
}

function StorageSide({ scene, frame, shown }: SideProps) {
  const text = useTexts(viewTexts)
  const { completed } = frame.storage
  const { retained } = scene.settings
  return (
    <>
      <UploadSection checkpoint={shown} />
      <HoldsSection checkpoint={shown} />
      <StoredSection frame={frame} shown={shown.id} />
      <Section title={text.retainedTitle}>
        <p className={styles.note}>
          {completed.length === 0 ? text.retainedNone(retained) : text.retained(completed, retained)}{' '}
          {shown.status === 'completed' && keptText(shown, text)}
        </p>
      </Section>
    </>
  )
}

/** The directories that lie in the storage at this step, oldest first. */
function StoredSection({ frame, shown }: { readonly frame: Frame; readonly shown: number }) {
  const text = useTexts(viewTexts)
  const { snapshots } = frame.storage
  const sizeOf = (id: number) => frame.coordinator.checkpoints.find(one => one.id === id)?.bytes ?? -1
  return (
    <Section title={text.stored}>
      {snapshots.length === 0 ? (
        <p className={styles.note}>{text.storedNone}</p>
      ) : (
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{text.directory}</th>
              <th scope="col">{text.size}</th>
            </tr>
          </thead>
          <tbody>
            {snapshots.map(({ checkpoint, path }) => (
              <tr key={path} aria-current={checkpoint === shown || undefined} className={styles.stored}>
                <th scope="row">
                  <code>{path}/</code>
                </th>
                <td>{bytes(sizeOf(checkpoint))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}

const keptText = ({ savepoint, discarded }: ShownCheckpoint, text: ViewTexts): string =>
  savepoint ? text.savepointKept : discarded ? text.isDiscarded : text.isRetained

function StatisticsSide({ frame, tab }: { readonly frame: Frame; readonly tab: 'summary' | 'config' }) {
  const text = useTexts(viewTexts)
  const statistics = useStatistics(frame)
  const answers = Object.entries(statistics ?? {})
  const find = (end: RegExp) => answers.find(([path]) => end.test(path))?.[1]
  const overview = find(/\/checkpoints$/)
  const config = find(/\/checkpoints\/config$/)
  if (tab === 'config') {
    return isConfig(config) ? <ConfigSection config={config} /> : <SideNote words={text.reading} />
  }
  if (!isOverview(overview)) return <SideNote words={text.reading} />
  const { nextTriggerAt, failures } = frame.coordinator
  return (
    <>
      <CountsSection overview={overview}>
        <FailureCount failures={failures} />
      </CountsSection>
      {nextTriggerAt >= 0 && <p className={styles.next}>{text.next(clock(nextTriggerAt))}</p>}
      <SummarySection overview={overview} />
    </>
  )
}

type AnyAnswer = Statistics[string] | undefined

const isOverview = (answer: AnyAnswer): answer is CheckpointsAnswer =>
  answer !== undefined && 'counts' in answer
const isConfig = (answer: AnyAnswer): answer is CheckpointConfigAnswer =>
  answer !== undefined && 'externalization' in answer
