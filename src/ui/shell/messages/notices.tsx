/** What a reader must know for as long as it holds: a broken rule of the engine, a dead worker, a browser that keeps nothing. */
import { downloadKept, restartFromLast } from '../../../store/run-keeper.ts'
import { session } from '../../../store/session.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { useSession } from '../../kit/hooks.ts'
import { shellTexts } from '../text.ts'
import { Notice } from './notice.tsx'
import styles from './notices.module.css'
import { StorageNotices } from './storage-notices.tsx'

export function Notices() {
  return (
    <>
      <BusyLine />
      <Dead />
      <NotStarted />
      <BrokenRule />
      <NothingKept />
      <StorageNotices />
    </>
  )
}

/** A line of two pixels once something takes longer than a moment; nothing is dimmed. */
function BusyLine() {
  const text = useTexts(shellTexts)
  const busy = useSession(state => state.busy)
  const opening = useSession(state => state.phase === 'starting' || state.phase === 'opening')
  if (busy === null && !opening) return null
  const target = busy?.target ?? null
  const words = opening
    ? text.stage.opening
    : target === null
      ? text.busyOther
      : 'step' in target
        ? text.busy(target.step)
        : text.busyNext(target.next)
  return (
    <output className={styles.busy}>
      <span className={styles.line} />
      <span className={styles.busyWords}>
        {words}
        {!opening && ` · ${text.busyStop}`}
      </span>
    </output>
  )
}

function Dead() {
  const text = useTexts(shellTexts).stage
  const dead = useSession(state => state.dead)
  if (dead === null) return null
  return (
    <Notice tone="fail">
      <span className={styles.words}>{text.dead(dead.step, dead.reason)}</span>
      <Button look="outline" onClick={() => void restartFromLast()}>
        {text.reload(dead.step)}
      </Button>
      <Button look="outline" onClick={downloadKept}>
        {text.download}
      </Button>
    </Notice>
  )
}

/** No run could be opened at all: the message says why, this says what can be done. */
function NotStarted() {
  const text = useTexts(shellTexts).stage
  const failed = useSession(state => state.phase === 'failed' && state.frame === null)
  if (!failed) return null
  return (
    <Notice tone="fail">
      <span className={styles.words}>{text.notStarted}</span>
      <Button look="outline" onClick={() => void restartFromLast()}>
        {text.retry}
      </Button>
    </Notice>
  )
}

function BrokenRule() {
  const text = useTexts(shellTexts).stage
  const broken = useSession(state => state.broken)
  if (broken === null) return null
  return (
    <Notice tone="fail">
      <span className={styles.words}>
        <strong>{text.brokenTitle(broken.step)}</strong> {text.brokenNote(broken.seed)}{' '}
        <code className={styles.code}>{broken.message}</code>
      </span>
    </Notice>
  )
}

function NothingKept() {
  const text = useTexts(shellTexts)
  const unavailable = useSession(state => state.persistence === 'unavailable')
  if (!unavailable) return null
  return (
    <Notice tone="quiet">
      <span className={styles.words}>{text.stage.noStorage}</span>
      <Button onClick={() => session.setState({ persistence: 'unknown' })}>{text.toast.dismiss}</Button>
    </Notice>
  )
}
