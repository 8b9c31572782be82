/** Messages that pass: what began a branch, what was saved, what went wrong. The newest, with its way back. */
import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { useEffect } from 'react'
import { bringBack } from '../../../store/config.ts'
import { undo } from '../../../store/run-commands.ts'
import type { Language } from '../../../store/preferences.ts'
import { session, type Toast as Message } from '../../../store/session.ts'
import { useLanguage, useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { classes } from '../../kit/classes.ts'
import { useSession } from '../../kit/hooks.ts'
import { shellTexts } from '../text.ts'
import { problemText } from './problem-text.ts'
import styles from './toasts.module.css'

const LONG_MS = 10_000
const SHORT_MS = 5_000

const manager = Toast.createToastManager<Message>()

export function Toasts() {
  return (
    <Toast.Provider toastManager={manager} limit={2}>
      <Feed />
      <Toast.Portal>
        <Region />
      </Toast.Portal>
    </Toast.Provider>
  )
}

function Region() {
  const text = useTexts(shellTexts).toast
  return (
    <Toast.Viewport className={styles.viewport} aria-label={text.region}>
      <List />
    </Toast.Viewport>
  )
}

type Undoable = Extract<Message, { type: 'forked' | 'reconfigured' | 'rescaled' }>

const canBeUndone = (message: Message): message is Undoable =>
  message.type === 'forked' || message.type === 'reconfigured' || message.type === 'rescaled'

const REPLACED: readonly Message['type'][] = ['reason', 'refusal', 'not-found']

/**
 * Hands each new message of the session to the toasts; errors stay until they are put away. What a control has said
 * in one language goes when the page has another.
 */
function Feed() {
  const message = useSession(state => state.toast)
  const language = useLanguage()
  useEffect(() => () => manager.close('refusal'), [language])
  useEffect(() => {
    if (message === null) return
    const isProblem = message.type === 'problem'
    manager.add({
      // Of these the newest takes the place of the one before.
      id: REPLACED.includes(message.type) ? message.type : String(message.id),
      data: message,
      priority: isProblem ? 'high' : 'low',
      timeout: isProblem ? 0 : canBeUndone(message) ? LONG_MS : SHORT_MS,
    })
  }, [message])
  return null
}

function List() {
  const text = useTexts(shellTexts)
  const { toasts } = Toast.useToastManager<Message>()
  return toasts.map(toast => {
    const message = toast.data
    if (message === undefined) return null
    return (
      <Toast.Root
        key={toast.id}
        toast={toast}
        className={classes(styles.toast, message.type === 'problem' && styles.problem)}
      >
        <Toast.Content className={styles.content}>
          <Words message={message} />
          {canBeUndone(message) && (
            <Button
              className={styles.undo}
              onClick={() => {
                manager.close(toast.id)
                void (message.type === 'forked' ? undo() : bringBack(message.before))
              }}
            >
              {text.toast.undo}
            </Button>
          )}
          <Button
            square
            label={text.toast.dismiss}
            onClick={() => {
              manager.close(toast.id)
              if (message.type === 'problem') session.setState({ problem: null })
            }}
          >
            <X size={14} aria-hidden="true" />
          </Button>
        </Toast.Content>
      </Toast.Root>
    )
  })
}

function Words({ message }: { readonly message: Message }) {
  const language = useLanguage()
  const text = useTexts(shellTexts).toast
  if (message.type === 'problem') {
    const { title, detail } = problemText(message.problem, language)
    return (
      <div className={styles.words}>
        <Toast.Title className={styles.title}>{title}</Toast.Title>
        <Toast.Description className={styles.detail}>{detail}</Toast.Description>
      </div>
    )
  }
  return <Toast.Description className={styles.words}>{wordsOf(message, text, language)}</Toast.Description>
}

type ToastTexts = (typeof shellTexts)['en']['toast']

function wordsOf(
  message: Exclude<Message, { type: 'problem' }>,
  text: ToastTexts,
  language: Language,
): string {
  switch (message.type) {
    case 'forked':
      return text.forked(message.step, message.head)
    case 'undone':
      return text.undone
    case 'not-found':
      return text.notFound(message.kind, message.direction)
    case 'restarted':
      return text.restarted(message.step)
    case 'imported':
      return message.what === 'run'
        ? text.importedRun(message.fileName)
        : text.importedSnapshot(message.fileName, message.checkpoint ?? 0)
    case 'restored':
      return text.restored(message.checkpoint, message.spentMs)
    case 'exported':
      return text.exported(message.fileName)
    case 'reconfigured':
      return text.reconfigured
    case 'rescaled':
      return text.rescaled(message.parallelism, message.from.id, message.from.isSavepoint)
    case 'reason':
      return message.words[language]
    case 'refusal':
      return message.text
  }
}
