/** Every answer that Flink's REST interface would give about a checkpoint, each to be copied as JSON. */
import { ChevronDown, Copy } from 'lucide-react'
import { showToast } from '../../../../store/session.ts'
import { useTexts } from '../../../i18n/texts.ts'
import { Button } from '../../../kit/button.tsx'
import { Menu, MenuItem } from '../../../kit/menu.tsx'
import { viewTexts } from './text.ts'

export interface Answer {
  readonly path: string
  readonly json: unknown
}

interface CopyMenuProps {
  readonly answers: readonly Answer[]
  /** Saves all that could be asked, where there is more than this. */
  readonly onSaveAll?: () => void
}

/** A job's id stands in every path and says nothing here. */
const short = (path: string): string => path.replace(/^\/jobs\/[0-9a-f]+/, '…')

export function CopyMenu({ answers, onSaveAll }: CopyMenuProps) {
  const text = useTexts(viewTexts)
  const copy = async ({ path, json }: Answer) => {
    const done = await navigator.clipboard
      .writeText(`${JSON.stringify(json, null, 2)}\n`)
      .then(() => true)
      .catch(() => false)
    const words = ({ copied, copyFailed }: typeof text) => (done ? `${short(path)} ${copied}` : copyFailed)
    showToast({ type: 'reason', words: { en: words(viewTexts.en), zh: words(viewTexts.zh) } })
  }
  if (answers.length === 0) return null
  return (
    <Menu
      align="end"
      trigger={
        <Button look="outline">
          <Copy size={13} aria-hidden="true" />
          {text.copy}
          <ChevronDown size={14} aria-hidden="true" />
        </Button>
      }
    >
      {answers.map(answer => (
        <MenuItem key={answer.path} label={short(answer.path)} onSelect={() => void copy(answer)} />
      ))}
      {onSaveAll !== undefined && <MenuItem label={text.saveAnswers} onSelect={onSaveAll} />}
    </Menu>
  )
}
