/** A checkpoint and a savepoint side by side: what this run has of them, what each is, and what it survives. */
import type { CheckpointFrame, Frame } from '../../../engine/api/frame.ts'
import { act } from '../../../store/run-commands.ts'
import { select, session } from '../../../store/session.ts'
import { bytes } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { classes } from '../../kit/classes.ts'
import { Dialog } from '../../kit/dialog.tsx'
import { useFrame, useScene, useSession } from '../../kit/hooks.ts'
import form from '../../kit/form.module.css'
import { CAPABILITIES, SNAPSHOT_KINDS, type Capability, type Operation } from './capabilities.ts'
import styles from './snapshots-dialog.module.css'
import { snapshotTexts, type SnapshotTexts, type Trait } from './text.ts'

export const openSnapshots = (): void => session.setState({ dialog: 'snapshots' })
const close = (): void => session.setState({ dialog: null })

export function SnapshotsDialog() {
  const text = useTexts(snapshotTexts)
  const open = useSession(state => state.dialog === 'snapshots')
  return (
    <Dialog wide open={open} onClose={close} title={text.title} closeLabel={text.close}>
      <div className={styles.parts}>
        <p className={styles.intro}>{text.intro}</p>
        <SideBySide />
        <Survives />
        <ClaimModes />
      </div>
    </Dialog>
  )
}

const UNALIGNED = 'execution.checkpointing.unaligned.enabled'

function SideBySide() {
  const text = useTexts(snapshotTexts)
  const scene = useScene()
  const frame = useFrame()
  const unaligned = useSession(state => state.state?.spec.config[UNALIGNED] === 'true')
  if (scene === null || frame === null) return null
  const { retained, stateBackend } = scene.settings
  const setting = { retained, backend: stateBackend, unaligned }
  return (
    <div className={styles.scroll}>
      <table className={styles.traits}>
        <thead>
          <tr>
            <td aria-hidden="true" />
            <th scope="col" className={styles.ofCheckpoint}>
              {text.checkpoint}
            </th>
            <th scope="col" className={styles.ofSavepoint}>
              {text.savepoint}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{text.inThisRun}</th>
            <td>
              <InThisRun newest={newestOf(frame, 'checkpoint')} none={text.noCheckpoint} />
            </td>
            <td>
              <InThisRun newest={newestOf(frame, 'savepoint')} none={text.noSavepoint} offer />
            </td>
          </tr>
          {(Object.keys(text.traits) as Trait[]).map(trait => (
            <tr key={trait}>
              <th scope="row">{text.traits[trait].name}</th>
              <td>{text.traits[trait].checkpoint(setting)}</td>
              <td>{text.traits[trait].savepoint(setting)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const newestOf = ({ coordinator }: Frame, kind: 'checkpoint' | 'savepoint'): CheckpointFrame | null =>
  coordinator.checkpoints.find(one => one.status === 'completed' && one.snapshot.kind === kind) ?? null

interface InThisRunProps {
  readonly newest: CheckpointFrame | null
  readonly none: string
  /** Take one, where there is none. */
  readonly offer?: boolean
}

function InThisRun({ newest, none, offer = false }: InThisRunProps) {
  const text = useTexts(snapshotTexts)
  if (newest === null) {
    return (
      <span className={styles.here}>
        {none}
        {offer && (
          <Button look="outline" onClick={take}>
            {text.take}
          </Button>
        )}
      </span>
    )
  }
  const persisted = newest.subtasks.reduce((sum, part) => sum + part.persisted, 0)
  return (
    <span className={styles.here}>
      <span>
        {text.size(newest.path ?? '', bytes(newest.bytes))}
        {persisted > 0 && ` (${text.inFlight(bytes(persisted))})`}
      </span>
      <Button look="outline" onClick={() => show(newest.id)}>
        {text.show}
      </Button>
    </span>
  )
}

function take(): void {
  close()
  void act('trigger-savepoint', null)
}

function show(id: number): void {
  select({ type: 'checkpoint', id })
  session.setState({ dialog: null, view: 'checkpoints' })
}

const SIGNS: Readonly<Record<Capability, string>> = { yes: '✓', risky: '!', no: '✕' }

function Survives() {
  const text = useTexts(snapshotTexts)
  return (
    <section>
      <h3 className={styles.heading}>{text.survives}</h3>
      <div className={styles.scroll}>
        <table className={styles.capabilities}>
          <thead>
            <tr>
              <td aria-hidden="true" />
              {SNAPSHOT_KINDS.map(kind => (
                <th key={kind} scope="col">
                  {text.kinds[kind]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(Object.keys(CAPABILITIES) as Operation[]).map(operation => (
              <tr key={operation}>
                <th scope="row">{text.operations[operation]}</th>
                {SNAPSHOT_KINDS.map(kind => (
                  <Cell key={kind} capability={CAPABILITIES[operation][kind]} text={text} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={classes(form.note, styles.source)}>{text.source}</p>
    </section>
  )
}

function Cell({ capability, text }: { readonly capability: Capability; readonly text: SnapshotTexts }) {
  return (
    <td className={classes(styles.capability, styles[capability])}>
      <span aria-hidden="true">{SIGNS[capability]} </span>
      {text.capabilities[capability]}
    </td>
  )
}

function ClaimModes() {
  const text = useTexts(snapshotTexts)
  return (
    <section>
      <h3 className={styles.heading}>{text.modesTitle}</h3>
      <dl className={styles.modes}>
        {Object.entries(text.modes).map(([mode, words]) => (
          <div key={mode}>
            <dt>
              <code>{mode}</code>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
