/**
 * A real Flink's statistics in the view of the run's own. The clock and the faults are gone; no barrier, record or
 * cut is drawn, since statistics hold none. What could not be read stands beside what could.
 */
import { FileUp } from 'lucide-react'
import { useRef } from 'react'
import type { ClusterAnswer } from '../../../../interop/flink-rest/cluster-files.ts'
import { showClusterCheckpoint, type ClusterImport } from '../../../../store/cluster.ts'
import { openFiles } from '../../../../store/files.ts'
import { useTexts } from '../../../i18n/texts.ts'
import { Button } from '../../../kit/button.tsx'
import { useSession } from '../../../kit/hooks.ts'
import { EmptyState } from '../../../kit/section.tsx'
import { CauseList } from './cause-list.tsx'
import { CheckpointStory } from './checkpoint-story.tsx'
import { CoverageList } from './coverage-list.tsx'
import { newestOf } from './model.ts'
import view from './checkpoints-view.module.css'
import styles from './cluster-view.module.css'
import { CopyMenu, type Answer } from './copy-menu.tsx'
import { flinkMoment } from './flink-format.ts'
import { shownFromCluster } from './from-cluster.ts'
import { HistoryStrip } from './history-strip.tsx'
import { RebuildSection } from './rebuild-section.tsx'
import {
  ConfigSection,
  CountsSection,
  HoldsSection,
  SideNote,
  SummarySection,
  UploadSection,
} from './side-sections.tsx'
import { viewTexts } from './text.ts'

const MICROS_PER_MS = 1000

const absolute = (micros: number): string => `${flinkMoment(Math.floor(micros / MICROS_PER_MS))} UTC`

export function ClusterView() {
  const text = useTexts(viewTexts)
  const cluster = useSession(state => state.cluster)
  if (cluster === null) return null
  return (
    <div className={view.view}>
      <aside className={styles.files} aria-label={text.files}>
        <FilesSide cluster={cluster} />
      </aside>
      <main className={view.main} id="flow" tabIndex={-1} aria-label={text.view}>
        <Shown cluster={cluster} />
      </main>
    </div>
  )
}

/** The one that is shown, of what the files hold. */
export function shownOf(cluster: ClusterImport) {
  const checkpoints = shownFromCluster(cluster.statistics)
  return { checkpoints, shown: checkpoints.find(one => one.id === cluster.shown) ?? newestOf(checkpoints) }
}

function Shown({ cluster }: { readonly cluster: ClusterImport }) {
  const text = useTexts(viewTexts)
  const { checkpoints, shown } = shownOf(cluster)
  const { overview, config } = cluster.statistics
  return (
    <>
      {shown === undefined ? (
        <EmptyState>
          <p>{text.nothingToShow}</p>
        </EmptyState>
      ) : (
        <>
          <HistoryStrip checkpoints={checkpoints} shown={shown.id} onChoose={showClusterCheckpoint} />
          <CheckpointStory
            checkpoint={shown}
            moment={absolute}
            flinkMoment={micros => flinkMoment(Math.floor(micros / MICROS_PER_MS))}
            copy={<CopyMenu answers={answersAbout(cluster, shown.id)} />}
          />
          <div className={styles.beside}>
            <CauseList checkpoint={shown} />
            <RebuildSection checkpoint={shown.id} />
          </div>
        </>
      )}
      <div className={styles.sections}>
        {shown !== undefined && (
          <div>
            <UploadSection checkpoint={shown} />
            <HoldsSection checkpoint={shown} />
          </div>
        )}
        <div>
          {overview === null ? (
            <SideNote words={text.noOverview} />
          ) : (
            <>
              <CountsSection overview={overview} />
              <SummarySection overview={overview} />
            </>
          )}
        </div>
        <div>{config === null ? <SideNote words={text.noConfig} /> : <ConfigSection config={config} />}</div>
      </div>
    </>
  )
}

/** What belongs to this checkpoint, and what belongs to all. */
function answersAbout({ answers }: ClusterImport, id: number): readonly Answer[] {
  return answers
    .filter(answer => {
      const ofOne = answer.kind === 'checkpoint' || answer.kind === 'checkpoint-subtasks'
      return ofOne
        ? answer.answer.id === id
        : answer.kind === 'checkpoints' || answer.kind === 'checkpoint-config'
    })
    .map(({ path, file, json }) => ({ path: path ?? file, json }))
}

function FilesSide({ cluster }: { readonly cluster: ClusterImport }) {
  const text = useTexts(viewTexts)
  const picker = useRef<HTMLInputElement>(null)
  return (
    <>
      <div className={styles.drop}>
        <strong>{text.drop}</strong>
        <p>{text.dropNote}</p>
        <Button look="outline" onClick={() => picker.current?.click()}>
          <FileUp size={14} aria-hidden="true" />
          {text.choose}
        </Button>
        <input
          ref={picker}
          type="file"
          multiple
          accept=".json,.har,.zip,application/json,application/zip"
          className="visually-hidden"
          tabIndex={-1}
          aria-label={text.choose}
          onChange={event => {
            const files = [...(event.target.files ?? [])]
            event.target.value = ''
            void openFiles(files)
          }}
        />
      </div>
      <CoverageList statistics={cluster.statistics} shown={shownOf(cluster).shown?.id ?? null} />
      <NotRead cluster={cluster} />
      <h2 className={styles.title}>{text.files}</h2>
      <ul className={styles.answers}>
        {cluster.answers.map(answer => (
          <AnswerItem key={answer.file} answer={answer} />
        ))}
      </ul>
    </>
  )
}

const JSON_SHOWN = 6000

function AnswerItem({ answer }: { readonly answer: ClusterAnswer }) {
  const text = useTexts(viewTexts)
  const { file, json } = answer
  const kinds: Readonly<Record<string, string>> = text.kinds
  const written = JSON.stringify(json, null, 1)
  return (
    <li>
      <details>
        <summary>
          <span className={styles.file}>{file}</span>
          <span className={styles.kind}>
            {answer.kind === 'checkpoint-subtasks'
              ? text.subtasks(answer.answer.subtasks.length)
              : (kinds[answer.kind] ?? text.kinds.other)}
          </span>
        </summary>
        <pre className={styles.json}>
          {written.length > JSON_SHOWN ? `${written.slice(0, JSON_SHOWN)}\n…` : written}
        </pre>
      </details>
    </li>
  )
}

/** Fields that nobody knows, files that were refused, and what statistics cannot tell. */
function NotRead({ cluster }: { readonly cluster: ClusterImport }) {
  const text = useTexts(viewTexts)
  const fields = unknownOf(cluster)
  return (
    <section aria-label={text.notRead} className={styles.notRead}>
      <h2 className={styles.title}>{text.notRead}</h2>
      <ul>
        {cluster.problems.map(({ file, path, message }) => (
          <li key={`${file} ${path}`} className={styles.refused}>
            <span role="alert">
              <span aria-hidden="true">✕ </span>
              <strong>{file}</strong>: {message}.{text.refusedAt(path)}
            </span>
          </li>
        ))}
        {cluster.others.map(({ file, job }) => (
          <li key={file} data-left-out={file}>
            <span aria-hidden="true">○ </span>
            <strong>{file}</strong> {text.aboutOther(job)}
          </li>
        ))}
        {fields.map(field => (
          <li key={field}>
            <span aria-hidden="true" className={styles.sign}>
              ▲{' '}
            </span>
            <code>{field}</code> {text.unknownField}
          </li>
        ))}
        <li>
          <span aria-hidden="true">○ </span>
          {text.bufferedIgnored}
        </li>
        <li>
          <span aria-hidden="true">○ </span>
          {text.noBarriers}
        </li>
      </ul>
    </section>
  )
}

/** Once for each field, wherever it stands: an index or an id in its path tells nothing more. */
export const unknownOf = ({ answers }: ClusterImport): readonly string[] => [
  ...new Set(
    answers.flatMap(answer =>
      answer.unknown.map(path =>
        path.replace(/\[\d+\]/g, '[]').replace(/\["?[0-9a-f]{32}"?\]|\b[0-9a-f]{32}\b/g, '*'),
      ),
    ),
  ),
]
