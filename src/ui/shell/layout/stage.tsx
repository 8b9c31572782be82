/** The stage on a desk: flow above, space–time below with a border to drag, the inspector at the right. */
import { useEffect, useRef, type ReactNode, type RefObject } from 'react'
import { Group, Panel, Separator, type PanelImperativeHandle } from 'react-resizable-panels'
import { FlowPanel } from '../../panels/flow/flow-panel.tsx'
import { SpaceTimePanel } from '../../panels/space-time/space-time-panel.tsx'
import { FlowTwin } from '../../panels/twin/flow-twin.tsx'
import { SpaceTimeTwin } from '../../panels/twin/space-time-twin.tsx'
import { useTexts } from '../../i18n/texts.ts'
import { shellTexts } from '../text.ts'
import type { Layout } from '../use-layout.ts'
import { Inspector } from './inspector.tsx'
import { InspectorDrawer } from './inspector-drawer.tsx'
import { InspectorSheet } from './inspector-sheet.tsx'
import { PanelBoundary } from './panel-boundary.tsx'
import styles from './stage.module.css'

type StageLayout = Exclude<Layout, 'projector' | 'tiny'>

const SPACE_TIME_PX: Readonly<Record<StageLayout, number>> = {
  wide: 320,
  desktop: 284,
  sheet: 284,
  tablet: 388,
  small: 220,
}
const SPACE_TIME_PX_MIN = 160
/** What the flow needs, and what the bars take of the window. */
const FLOW_PX = 360
const BARS_PX = 128
const KEY_STEP_PX = 24

export function Stage({ layout }: { readonly layout: StageLayout }) {
  const text = useTexts(shellTexts).stage
  const beside = layout === 'wide' || layout === 'desktop'
  return (
    <div className={styles.stage}>
      <div className={styles.drawings}>
        <Drawings key={layout} spaceTimePx={spaceTimeHeight(layout)} />
        {layout === 'sheet' && <InspectorDrawer />}
      </div>
      {beside && (
        <aside className={styles.inspector} data-layout={layout} aria-label={text.inspector}>
          <Inspector />
        </aside>
      )}
      {(layout === 'tablet' || layout === 'small') && <InspectorSheet />}
    </div>
  )
}

/** In a low window the diagram gives way to the flow, down to what it can be read at. */
function spaceTimeHeight(layout: StageLayout): number {
  const left = window.innerHeight - BARS_PX - FLOW_PX
  return Math.max(SPACE_TIME_PX_MIN, Math.min(SPACE_TIME_PX[layout], left))
}

function Drawings({ spaceTimePx }: { readonly spaceTimePx: number }) {
  const text = useTexts(shellTexts).stage
  const below = useRef<PanelImperativeHandle>(null)
  useResizeKeys(below)
  return (
    <FlowMain>
      <Group orientation="vertical" className={styles.group}>
        <Panel minSize="30%">
          <PanelBoundary>
            <FlowPanel />
          </PanelBoundary>
        </Panel>
        <Separator className={styles.separator} aria-label={text.resize} />
        <Panel
          panelRef={below}
          defaultSize={spaceTimePx}
          minSize={SPACE_TIME_PX_MIN}
          maxSize="60%"
          groupResizeBehavior="preserve-pixel-size"
        >
          <section className={styles.spaceTime} aria-label={text.spaceTime}>
            <SpaceTimeTwin />
            <PanelBoundary>
              <SpaceTimePanel />
            </PanelBoundary>
          </section>
        </Panel>
      </Group>
    </FlowMain>
  )
}

/** The main landmark: the drawings, which screen readers pass over, and the flow in words. */
export function FlowMain({ children }: { readonly children: ReactNode }) {
  const text = useTexts(shellTexts).stage
  return (
    <main className={styles.flow} aria-label={text.flow} id="flow" tabIndex={-1}>
      <FlowTwin />
      {children}
    </main>
  )
}

/** Alt+↑ and Alt+↓ make the diagram taller and lower. */
function useResizeKeys(below: RefObject<PanelImperativeHandle | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
      const panel = below.current
      if (panel === null) return
      event.preventDefault()
      const by = event.key === 'ArrowUp' ? KEY_STEP_PX : -KEY_STEP_PX
      panel.resize(Math.max(SPACE_TIME_PX_MIN, panel.getSize().inPixels + by))
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [below])
}
