/** The page: bars above, the stage, the sentence below; or the same for a class, or for a very narrow window. */
import { FidelityDialog } from '../panels/about/fidelity-dialog.tsx'
import { ClusterBanner, ClusterNarration } from '../panels/checkpoint/view/cluster-bars.tsx'
import { ClusterView } from '../panels/checkpoint/view/cluster-view.tsx'
import { CheckpointsView } from '../panels/checkpoint/view/checkpoints-view.tsx'
import { GuaranteesView } from '../panels/guarantees/guarantees-view.tsx'
import { ConfigDialog } from '../panels/config/config-dialog.tsx'
import { AdvisorDialog } from '../panels/advisor/advisor-dialog.tsx'
import { CompareDialog } from '../panels/files/compare-dialog.tsx'
import { ExportDialog } from '../panels/files/export-dialog.tsx'
import { MappingDialog } from '../panels/files/mapping-dialog.tsx'
import { PassphraseDialog } from '../panels/files/passphrase-dialog.tsx'
import { SnapshotsDialog } from '../panels/snapshots/snapshots-dialog.tsx'
import { KeyGroupsDialog } from '../panels/state/key-groups-dialog.tsx'
import { StateView } from '../panels/state/view/state-view.tsx'
import { StorageDialog } from '../panels/storage/storage-dialog.tsx'
import { NarrationPanel } from '../panels/narration/narration-panel.tsx'
import { Announcer } from '../panels/twin/announcer.tsx'
import { isClusterShown } from '../../store/cluster.ts'
import { useTexts } from '../i18n/texts.ts'
import { useSession } from '../kit/hooks.ts'
import { PatternDefs } from '../kit/patterns.tsx'
import styles from './app.module.css'
import { IdentityBar } from './identity/identity-bar.tsx'
import { TextDialog } from './identity/text-dialog.tsx'
import { Palette } from './commands/palette.tsx'
import { HelpDialog } from './keys/help-dialog.tsx'
import { useKeys } from './keys/use-keys.ts'
import { DropTarget } from './layout/drop-target.tsx'
import { PanelBoundary } from './layout/panel-boundary.tsx'
import { Projector } from './layout/projector.tsx'
import { Stage } from './layout/stage.tsx'
import { StageMenu } from './layout/stage-menu.tsx'
import { TinyStage } from './layout/tiny-stage.tsx'
import { Notices } from './messages/notices.tsx'
import { Toasts } from './messages/toasts.tsx'
import { shellTexts } from './text.ts'
import { TimeBar } from './time/time-bar.tsx'
import { useLayout, type Layout } from './use-layout.ts'

export function App() {
  useKeys()
  const layout = useLayout()
  const imported = useSession(isClusterShown)
  return (
    <PanelBoundary>
      <PatternDefs />
      {layout === 'projector' ? (
        <Projector />
      ) : (
        <div className={styles.page} data-layout={layout}>
          <SkipLinks />
          <header>
            <IdentityBar layout={layout} />
            {imported ? <ClusterBanner /> : <TimeBar layout={layout} />}
          </header>
          <Notices />
          <View layout={layout} />
          {imported ? <ClusterNarration /> : <NarrationPanel />}
        </div>
      )}
      <Announcer />
      <StageMenu />
      <Palette />
      <HelpDialog />
      <FidelityDialog />
      <TextDialog />
      <ExportDialog />
      <CompareDialog />
      <MappingDialog />
      <AdvisorDialog />
      <PassphraseDialog />
      <ConfigDialog />
      <KeyGroupsDialog />
      <SnapshotsDialog />
      <StorageDialog />
      <DropTarget />
      <Toasts />
    </PanelBoundary>
  )
}

function View({ layout }: { readonly layout: Exclude<Layout, 'projector'> }) {
  const view = useSession(state => state.view)
  const imported = useSession(isClusterShown)
  switch (view) {
    case 'stage':
      return layout === 'tiny' ? <TinyStage /> : <Stage layout={layout} />
    case 'checkpoints':
      return <PanelBoundary>{imported ? <ClusterView /> : <CheckpointsView />}</PanelBoundary>
    case 'state':
      return (
        <PanelBoundary>
          <StateView />
        </PanelBoundary>
      )
    case 'guarantees':
      return (
        <PanelBoundary>
          <GuaranteesView />
        </PanelBoundary>
      )
  }
}

function SkipLinks() {
  const text = useTexts(shellTexts)
  return (
    <div className={styles.skips}>
      <a className={styles.skip} href="#flow">
        {text.toFlow}
      </a>
      <a className={styles.skip} href="#narration">
        {text.toNarration}
      </a>
    </div>
  )
}
