/** What the page does besides commands, as the palette finds it: its views, its dialogs, what it saves. */
import { setProjector } from '../../../store/choices.ts'
import { openConfig } from '../../../store/config.ts'
import { seek } from '../../../store/driver.ts'
import { saveRun } from '../../../store/files.ts'
import type { Language } from '../../../store/preferences.ts'
import { startPipeline } from '../../../store/runs.ts'
import { session, type View } from '../../../store/session.ts'
import type { PipelineInfo } from '../../../worker/protocol.ts'
import { saveConfig } from '../../panels/config/save-config.ts'
import { configTexts } from '../../panels/config/text.ts'
import { openSnapshots } from '../../panels/snapshots/snapshots-dialog.tsx'
import { snapshotTexts } from '../../panels/snapshots/text.ts'
import { openStorage } from '../../panels/storage/storage-dialog.tsx'
import { storageTexts } from '../../panels/storage/text.ts'
import { shellTexts } from '../text.ts'
import { commandTexts } from './text.ts'

export interface PageVerb {
  readonly type: 'page'
  readonly definition: { readonly kind: string }
  readonly label: string
  /** What it is for; words that are typed are looked for here too. */
  readonly note: string
  readonly unavailable: string | null
  /** It takes the place of the run on the page. */
  readonly replaces?: boolean
  readonly run: () => void
}

type Dialog = NonNullable<ReturnType<typeof session.getState>['dialog']>

const show = (dialog: Dialog) => (): void => session.setState({ dialog })
const VIEWS: readonly View[] = ['stage', 'checkpoints', 'state', 'guarantees']

const STEPS_MAX = 5_000_000

/** A number that is typed names a moment. */
export function stepVerbs(language: Language, words: string): readonly PageVerb[] {
  const step = Number(/(?:^|\s)(\d+)(?=\s|$)/.exec(words)?.[1] ?? NaN)
  if (!(step <= STEPS_MAX)) return []
  const { goTo, goToNote } = commandTexts[language].pages
  return [
    {
      type: 'page',
      definition: { kind: 'go-to-step' },
      label: goTo(step),
      note: goToNote,
      unavailable: null,
      run: () => seek(step),
    },
  ]
}

/** Another run, of each pipeline there is. */
export function pipelineVerbs(language: Language, pipelines: readonly PipelineInfo[]): readonly PageVerb[] {
  const { pages } = commandTexts[language]
  return pipelines.map(pipeline => ({
    type: 'page',
    definition: { kind: `pipeline-${pipeline.id}` },
    label: pages.pipeline(pipeline.title[language]),
    note: pipeline.description[language],
    unavailable: null,
    replaces: true,
    run: () => void startPipeline(pipeline),
  }))
}

/** `hasSnapshot`: a completed checkpoint is there to be saved. */
export function pageVerbs(language: Language, hasSnapshot: boolean): readonly PageVerb[] {
  const text = shellTexts[language]
  const { pages } = commandTexts[language]
  const storage = storageTexts[language]
  const snapshots = snapshotTexts[language]
  const verb = (
    kind: string,
    label: string,
    note: string,
    run: () => void,
    unavailable: string | null = null,
  ): PageVerb => ({ type: 'page', definition: { kind }, label, note, unavailable, run })
  const noSnapshot = hasSnapshot ? null : text.files.noCheckpoint
  return [
    verb('config', text.config, pages.config, openConfig),
    verb('storage', storage.menu, storage.menuNote, openStorage),
    verb('snapshots', snapshots.title, snapshots.note, openSnapshots),
    verb('advisor', configTexts[language].advisor, pages.advisor, show('advisor')),
    verb(
      'export-snapshot',
      text.files.exportSnapshot,
      text.files.exportSnapshotNote,
      show('export-snapshot'),
      noSnapshot,
    ),
    verb(
      'compare-snapshots',
      text.files.compare,
      text.files.compareNote,
      show('compare-snapshots'),
      noSnapshot,
    ),
    verb('save-run', text.files.exportRun, text.files.exportRunNote, () => void saveRun()),
    verb('save-config', text.files.exportConfig, text.files.exportConfigNote, () => void saveConfig()),
    ...VIEWS.map(view =>
      verb(`view-${view}`, pages.view(text.views[view]), '', () => session.setState({ view })),
    ),
    verb('look-for', text.pipeline.lookFor, pages.lookFor, () =>
      session.setState({ guide: true, view: 'stage', inspectorTab: 'task', inspectorOpen: true }),
    ),
    verb('fidelity', text.fidelity, pages.fidelity, show('fidelity')),
    verb('projector', text.projector, pages.projector, () => setProjector(true)),
    verb('help', text.help, '', show('help')),
  ]
}
