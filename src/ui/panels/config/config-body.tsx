/** Inside the dialog: the two ways to edit, what is wrong below them, and the one way to apply. */
import { Tabs } from '@base-ui/react/tabs'
import { Download, FileUp } from 'lucide-react'
import { useCallback, useRef, useState, type KeyboardEvent } from 'react'
import type { Spot } from '../../../interop/flink-config/read-yaml.ts'
import { openFile, saveText } from '../../../store/files.ts'
import { session } from '../../../store/session.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { useSession } from '../../kit/hooks.ts'
import tabStyles from '../../kit/tabs.module.css'
import styles from './config-body.module.css'
import { Findings } from './findings.tsx'
import { OptionForm } from './option-form.tsx'
import { configTexts } from './text.ts'
import { useConfigDraft, type ConfigEditing } from './use-config-draft.ts'
import { YamlEditor, type CaretTo } from './yaml-editor.tsx'

type Tab = 'yaml' | 'form'

/** At the beginning, unless that would call up a keyboard over half of the screen. */
const firstCaret = (): CaretTo | null =>
  matchMedia('(pointer: fine)').matches ? { line: 1, column: 1, select: false } : null

/** Ctrl Enter applies from wherever the focus is, as the button says. */
function applyOnKey(event: KeyboardEvent, apply: () => void): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  apply()
}

export function ConfigBody() {
  const text = useTexts(configTexts)
  const editing = useConfigDraft()
  const [tab, setTab] = useState<Tab>('yaml')
  const [caret, setCaret] = useState<CaretTo | null>(firstCaret)
  const caretPlaced = useCallback(() => setCaret(null), [])
  const goTo = ({ line, column }: Spot) => {
    setTab('yaml')
    setCaret({ line, column, select: true })
  }
  return (
    <div className={styles.body} role="presentation" onKeyDown={event => applyOnKey(event, editing.apply)}>
      <p className={styles.about}>{text.about}</p>
      <Button
        className={styles.advisor}
        look="outline"
        onClick={() => session.setState({ dialog: 'advisor' })}
      >
        {text.advisor}
      </Button>
      <Tabs.Root className={styles.editor} value={tab} onValueChange={(next: Tab) => setTab(next)}>
        <div className={styles.bar}>
          <Tabs.List className={styles.tabs} aria-label={text.tabs} activateOnFocus>
            <Tabs.Tab value="yaml" className={tabStyles.tab}>
              {text.yaml}
            </Tabs.Tab>
            <Tabs.Tab value="form" className={tabStyles.tab}>
              {text.form}
            </Tabs.Tab>
          </Tabs.List>
          <FileButtons text={editing.text} />
        </div>
        <Tabs.Panel value="yaml" className={styles.panel} tabIndex={-1}>
          <YamlEditor
            text={editing.text}
            problems={editing.problems}
            caret={caret}
            onCaret={caretPlaced}
            onChange={editing.change}
          />
        </Tabs.Panel>
        <Tabs.Panel value="form" className={styles.panel} tabIndex={-1}>
          <OptionForm editing={editing} onGoTo={goTo} />
        </Tabs.Panel>
      </Tabs.Root>
      <Findings problems={editing.problems} reading={editing.reading} onGoTo={goTo} />
      <ApplyBar editing={editing} />
    </div>
  )
}

function FileButtons({ text: yaml }: { readonly text: string }) {
  const text = useTexts(configTexts)
  const picker = useRef<HTMLInputElement>(null)
  return (
    <div className={styles.files}>
      <input
        ref={picker}
        type="file"
        accept=".yaml,.yml,.txt,text/plain"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={text.open}
        onChange={event => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file !== undefined) void openFile(file)
        }}
      />
      <Button square label={text.open} onClick={() => picker.current?.click()}>
        <FileUp size={16} aria-hidden="true" />
      </Button>
      <Button square label={text.download} onClick={() => saveText(yaml, 'config.yaml')}>
        <Download size={16} aria-hidden="true" />
      </Button>
    </div>
  )
}

function ApplyBar({ editing }: { readonly editing: ConfigEditing }) {
  const text = useTexts(configTexts)
  const fileName = useSession(state => state.configDraft?.fileName ?? null)
  const { problems, unchanged, edited, apply, discard } = editing
  const why = problems.length > 0 ? text.fixFirst(problems.length) : unchanged ? text.unchanged : null
  return (
    <div className={styles.apply}>
      <p className={styles.state}>
        {fileName !== null && `${text.fromFile(fileName)} `}
        {why}
      </p>
      <Button look="outline" unavailable={edited ? null : text.nothingToDiscard} onClick={discard}>
        {text.discard}
      </Button>
      <Button look="solid" unavailable={why} onClick={apply} keyHint={text.applyKey}>
        {text.apply}
      </Button>
    </div>
  )
}
