/** The sentence of the step shown, and the walk of its causes. */
import { Popover } from '@base-ui/react/popover'
import { CircleHelp, RotateCcw } from 'lucide-react'
import { askWhy, closeWhy, seek } from '../../../store/driver.ts'
import { narrate, narrateStep } from '../../i18n/narrate.ts'
import { useLanguage, useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { useFrame, useScene, useSession } from '../../kit/hooks.ts'
import { SentenceView } from '../../kit/sentence-view.tsx'
import { classes } from '../../kit/classes.ts'
import popup from '../../kit/popup.module.css'
import bar from '../../kit/sentence-bar.module.css'
import styles from './narration-panel.module.css'
import { narrationTexts } from './text.ts'

export function NarrationPanel() {
  const text = useTexts(narrationTexts)
  const language = useLanguage()
  const scene = useScene()
  const frame = useFrame()
  if (scene === null || frame === null) return <section className={bar.bar} aria-label={text.label} />
  const row = frame.rows[0]
  const sentence = narrateStep(frame, scene, language)
  return (
    <section
      className={bar.bar}
      aria-label={text.label}
      id="narration"
      data-step={frame.cursor.step}
      data-branch={frame.cursor.branch}
      data-hash={frame.cursor.hash}
    >
      <span className={bar.chip}>{text.chip(frame.cursor.step)}</span>
      <p className={bar.sentence} data-testid="narration">
        {sentence === null ? text.start : <SentenceView sentence={sentence} />}
      </p>
      {row?.record?.replayed === true && (
        <span className={styles.replayed}>
          <RotateCcw size={13} aria-hidden="true" />
          {text.replayed}
        </span>
      )}
      {row !== undefined && <Why />}
    </section>
  )
}

function Why() {
  const text = useTexts(narrationTexts)
  const open = useSession(state => state.why !== null)
  return (
    <Popover.Root
      open={open}
      onOpenChange={next => {
        if (next) void askWhy()
        else closeWhy()
      }}
    >
      <Popover.Trigger
        render={
          <Button>
            {text.why}
            <CircleHelp size={14} aria-hidden="true" />
          </Button>
        }
      />
      <Popover.Portal>
        <Popover.Positioner
          className={popup.positioner}
          side="top"
          align="end"
          sideOffset={8}
          collisionPadding={8}
        >
          <Popover.Popup className={classes(popup.popup, styles.popup)}>
            <Popover.Title className={styles.title}>{text.whyTitle}</Popover.Title>
            <Popover.Description className={styles.note}>{text.whyNote}</Popover.Description>
            <Causes />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Causes() {
  const text = useTexts(narrationTexts)
  const language = useLanguage()
  const scene = useScene()
  const frame = useFrame()
  const why = useSession(state => state.why)
  if (scene === null || why === null) return null
  return (
    <ol className={styles.causes}>
      {why.rows.map(row => (
        <li key={row.step}>
          <button
            type="button"
            className={styles.cause}
            aria-current={row.step === frame?.cursor.step ? 'step' : undefined}
            onClick={() => seek(row.step)}
          >
            <span className={styles.step}>{row.step}</span>
            <span>
              <SentenceView sentence={narrate(row, scene, frame, language)} />
            </span>
          </button>
        </li>
      ))}
      {why.rows.at(-1)?.cause === 0 && <li className={styles.note}>{text.began}</li>}
    </ol>
  )
}
