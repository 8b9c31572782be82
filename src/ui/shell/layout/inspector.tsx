/** The inspector: what is selected, the checkpoint, the state, the log, and the verdict once something has failed. */
import { Tabs } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { isJudged } from '../../../store/scene.ts'
import { session, type InspectorTab } from '../../../store/session.ts'
import { CheckpointPanel } from '../../panels/checkpoint/checkpoint-panel.tsx'
import { LogPanel } from '../../panels/log/log-panel.tsx'
import { StatePanel } from '../../panels/state/state-panel.tsx'
import { TaskPanel } from '../../panels/task/task-panel.tsx'
import { VerdictPanel } from '../../panels/verdict/verdict-panel.tsx'
import { defineTexts, useTexts } from '../../i18n/texts.ts'
import { useSession } from '../../kit/hooks.ts'
import { shellTexts } from '../text.ts'
import { Guide } from './guide.tsx'
import { PanelBoundary } from './panel-boundary.tsx'
import tabStyles from '../../kit/tabs.module.css'
import styles from './inspector.module.css'

const tabTexts = defineTexts(
  { task: 'Task', checkpoint: 'Checkpoint', state: 'State', log: 'Log', verdict: 'Verdict' },
  { task: '任务', checkpoint: '检查点', state: '状态', log: '日志', verdict: '结论' },
)

const PANELS: Readonly<Record<InspectorTab, () => ReactNode>> = {
  task: TaskPanel,
  checkpoint: CheckpointPanel,
  state: StatePanel,
  log: LogPanel,
  verdict: VerdictPanel,
}

export function Inspector() {
  const text = useTexts(tabTexts)
  const label = useTexts(shellTexts).stage.inspector
  const chosen = useSession(state => state.inspectorTab)
  // The verdict is there from the first failure on, on this branch.
  const failed = useSession(state => isJudged(state))
  const tabs: readonly InspectorTab[] = failed
    ? ['task', 'checkpoint', 'state', 'log', 'verdict']
    : ['task', 'checkpoint', 'state', 'log']
  const tab = tabs.includes(chosen) ? chosen : 'task'
  const Panel = PANELS[tab]
  return (
    <Tabs.Root
      className={styles.inspector}
      value={tab}
      onValueChange={(next: InspectorTab) => session.setState({ inspectorTab: next })}
    >
      <Tabs.List className={styles.tabs} aria-label={label} activateOnFocus>
        {tabs.map(one => (
          <Tabs.Tab
            key={one}
            value={one}
            className={tabStyles.tab}
            // After a press of the mouse the arrow keys go on stepping through time.
            onClick={event => event.detail > 0 && (event.currentTarget as HTMLElement).blur()}
          >
            {text[one]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={tab} className={styles.panel} key={tab} data-inspector-panel>
        <PanelBoundary>
          {tab === 'task' && <Guide />}
          <Panel />
        </PanelBoundary>
      </Tabs.Panel>
    </Tabs.Root>
  )
}
