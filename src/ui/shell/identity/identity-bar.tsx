/** The top bar: which pipeline runs, files, and how the page looks. */
import { CircleHelp, Ellipsis, Monitor, Moon, PanelRight, Presentation, Search, Sun } from 'lucide-react'
import type { ReactNode } from 'react'
import { isClusterShown } from '../../../store/cluster.ts'
import { choose, setProjector } from '../../../store/choices.ts'
import { openConfig } from '../../../store/config.ts'
import type { ThemeChoice } from '../../../store/preferences.ts'
import { session } from '../../../store/session.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { usePreferences, useSession } from '../../kit/hooks.ts'
import { Menu, MenuChoices, MenuItem, MenuSeparator } from '../../kit/menu.tsx'
import { Mark } from '../mark.tsx'
import { shellTexts } from '../text.ts'
import { WhichRun } from '../time/time-bar.tsx'
import type { Layout } from '../use-layout.ts'
import { FilesMenu } from './files-menu.tsx'
import styles from './identity-bar.module.css'
import { PipelinePicker } from './pipeline-picker.tsx'
import { ViewTabs } from './view-tabs.tsx'

const openHelp = () => session.setState({ dialog: 'help' })
const openPalette = () => session.setState({ dialog: 'palette' })
const openFidelity = () => session.setState({ dialog: 'fidelity' })

export function IdentityBar({ layout }: { readonly layout: Layout }) {
  const text = useTexts(shellTexts)
  const imported = useSession(isClusterShown)
  const folded = layout === 'tablet' || layout === 'small' || layout === 'tiny'
  return (
    <div className={styles.bar}>
      <h1 className={styles.mark}>
        <Mark />
        Weir
      </h1>
      {imported ? <ImportedName /> : <PipelinePicker />}
      <ViewTabs layout={layout} />
      {layout === 'small' && !imported && <WhichRun />}
      <span className={styles.gap} />
      {folded ? (
        <MoreMenu />
      ) : (
        <>
          <Button square={layout === 'sheet'} label={text.palette} keyHint="Ctrl K" onClick={openPalette}>
            <Search size={16} aria-hidden="true" />
          </Button>
          <FilesMenu />
          <Button onClick={openConfig}>{text.config}</Button>
          {layout === 'sheet' ? (
            <>
              <LanguageButton />
              <More />
              <InspectorToggle />
            </>
          ) : (
            <InFull />
          )}
        </>
      )}
    </div>
  )
}

/** What there is room for beside the rest on a desk. */
function InFull() {
  const text = useTexts(shellTexts)
  return (
    <>
      <Button onClick={openFidelity}>{text.fidelity}</Button>
      <span className={styles.rule} />
      <LanguageButton />
      <ThemeMenu />
      <Button square label={text.projector} onClick={() => setProjector(true)}>
        <Presentation size={16} aria-hidden="true" />
      </Button>
      <Button square label={text.help} keyHint="?" onClick={openHelp}>
        <CircleHelp size={16} aria-hidden="true" />
      </Button>
    </>
  )
}

/** In the place of the pipeline: whose statistics are shown. */
function ImportedName() {
  const text = useTexts(shellTexts)
  const statistics = useSession(state => state.cluster?.statistics ?? null)
  const name = statistics?.jobName ?? statistics?.jobId ?? ''
  return <span className={styles.imported}>{text.imported(name)}</span>
}

function InspectorToggle() {
  const text = useTexts(shellTexts).stage
  const open = useSession(state => state.inspectorOpen)
  return (
    <Button
      square
      look="outline"
      label={text.openSheet}
      aria-pressed={open}
      onClick={() => session.setState({ inspectorOpen: !open })}
    >
      <PanelRight size={16} aria-hidden="true" />
    </Button>
  )
}

function LanguageButton() {
  const { language } = usePreferences()
  const text = useTexts(shellTexts).language
  return (
    <Button aria-label={text.label} onClick={() => choose({ language: language === 'en' ? 'zh' : 'en' })}>
      <span lang={text.lang}>{text.switchTo}</span>
    </Button>
  )
}

const THEMES: readonly ThemeChoice[] = ['system', 'light', 'dark']

function ThemeMenu() {
  const { theme, resolvedTheme } = usePreferences()
  const text = useTexts(shellTexts).theme
  const Icon = theme === 'system' ? Monitor : resolvedTheme === 'dark' ? Moon : Sun
  return (
    <Menu
      align="end"
      trigger={
        <Button square label={text.label}>
          <Icon size={16} aria-hidden="true" />
        </Button>
      }
    >
      <ThemeChoices theme={theme} />
    </Menu>
  )
}

function ThemeChoices({ theme }: { readonly theme: ThemeChoice }) {
  const text = useTexts(shellTexts).theme
  return (
    <MenuChoices
      label={text.label}
      value={theme}
      choices={THEMES.map(value => ({ value, label: text[value] }))}
      onChoose={value => choose({ theme: value })}
    />
  )
}

/** On a tablet and smaller everything but the pipeline is in here. */
function MoreMenu() {
  const text = useTexts(shellTexts)
  const { language } = usePreferences()
  return (
    <>
      <FilesMenu iconOnly />
      <More>
        <MenuItem
          label={text.language.label}
          onSelect={() => choose({ language: language === 'en' ? 'zh' : 'en' })}
        />
        <MenuItem label={text.palette} onSelect={openPalette} />
        <MenuItem label={text.config} onSelect={openConfig} />
      </More>
    </>
  )
}

/** What has no place in the bar; the children come first. */
function More({ children }: { readonly children?: ReactNode }) {
  const text = useTexts(shellTexts)
  const { theme } = usePreferences()
  return (
    <Menu
      align="end"
      trigger={
        <Button square label={text.more}>
          <Ellipsis size={18} aria-hidden="true" />
        </Button>
      }
    >
      {children}
      <MenuItem label={text.projector} onSelect={() => setProjector(true)} />
      <MenuItem label={text.fidelity} onSelect={openFidelity} />
      <MenuItem label={text.help} onSelect={openHelp} />
      <MenuSeparator />
      <ThemeChoices theme={theme} />
    </Menu>
  )
}
