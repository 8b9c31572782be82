/** The faults as items of a menu: of the whole run in the Fault menu, of one task where it is drawn. */
import { Fragment } from 'react'
import type { ActorKind, ActorScene } from '../../../engine/api/frame.ts'
import { useSession } from '../../kit/hooks.ts'
import type { StageThing } from '../../../store/stage-menu.ts'
import { MenuItem, MenuSeparator, SubMenu } from '../../kit/menu.tsx'
import { useTexts } from '../../i18n/texts.ts'
import { faultLists, placeOf, type Aim, type Fault } from './fault-lists.ts'
import { stageList } from './stage-lists.ts'
import { commandTexts } from './text.ts'
import type { Moment, Verb } from './use-verbs.ts'
import { keyOf, useMoment, VerbItem } from './verb-items.tsx'

/** What can go wrong with the selected task, its process and the job; then, one list further, with the others. */
export function FaultItems() {
  const moment = useMoment()
  const text = useTexts(commandTexts)
  const selected = useSession(state => (state.selection?.type === 'task' ? state.selection.actor : -1))
  if (moment === null) return null
  const task = moment.scene.actors.find(actor => actor.index === selected)
  const place = task === undefined ? [] : placeOf(task, moment)
  return (
    <>
      <Faults aim={[...place, null]} moment={moment} hint />
      <MenuSeparator />
      <Others
        kind="task"
        label={task === undefined ? text.task : text.otherTask}
        without={place}
        moment={moment}
      />
      <Others
        kind="taskmanager"
        label={place.length < 2 ? text.taskManager : text.otherTaskManager}
        without={place}
        moment={moment}
      />
    </>
  )
}

/** What can go wrong with one task and with its process. */
export function FaultsAbout({ task }: { readonly task: ActorScene }) {
  const moment = useMoment()
  return moment === null ? null : <Faults aim={placeOf(task, moment)} moment={moment} hint />
}

/** What can go wrong with a channel, a record, the JobManager, the storage or a broker. */
export function FaultsAt({ thing }: { readonly thing: Exclude<StageThing, { type: 'task' }> }) {
  const moment = useMoment()
  const text = useTexts(commandTexts)
  if (moment === null) return null
  const { faults, neighbours, none } = stageList(thing, moment)
  return (
    <>
      {none !== null && (
        <MenuItem label={text.recordHere} unavailable={text.nothingHere[none]} onSelect={() => undefined} />
      )}
      {faults.map(fault => (
        <FaultItem key={fault.key} fault={fault} hint={thing.type === 'record'} />
      ))}
      {neighbours.length > 0 && <MenuSeparator />}
      {neighbours.map(({ name, aim }) => (
        <SubMenu key={name} label={name}>
          <Faults aim={aim} moment={moment} />
        </SubMenu>
      ))}
    </>
  )
}

interface FaultsProps {
  readonly aim: Aim
  readonly moment: Moment
  /** It is about what is selected, on which the keys act. */
  readonly hint?: boolean
}

function Faults({ aim, moment, hint = false }: FaultsProps) {
  const text = useTexts(commandTexts)
  const open = faultLists('open', aim, moment)
  const folded = faultLists('folded', aim, moment)
  return (
    <>
      {open.map(({ group, faults }, i) => (
        <Fragment key={group}>
          {i > 0 && <MenuSeparator />}
          {faults.map(fault => (
            <FaultItem key={fault.key} fault={fault} hint={hint} />
          ))}
        </Fragment>
      ))}
      {open.length > 0 && folded.length > 0 && <MenuSeparator />}
      {folded.map(({ group, faults }) => (
        <SubMenu key={group} label={text.groups[group]}>
          {faults.map(fault => (
            <FaultItem key={fault.key} fault={fault} />
          ))}
        </SubMenu>
      ))}
    </>
  )
}

function FaultItem({ fault, hint = false }: { readonly fault: Fault; readonly hint?: boolean }) {
  const { name, forms } = fault
  const [only] = forms
  if (only !== undefined && forms.length === 1) return <VerbItem verb={only} hint={hint} explained />
  return (
    <SubMenu label={name}>
      <Forms forms={forms} />
    </SubMenu>
  )
}

const FORMS_MAX = 12

/** In a list; a long one has a list for each target. */
function Forms({ forms }: { readonly forms: readonly Verb[] }) {
  const items = (verbs: readonly Verb[]) => verbs.map(verb => <VerbItem key={keyOf(verb)} verb={verb} />)
  if (forms.length <= FORMS_MAX) return items(forms)
  const targets = [...new Set(forms.map(({ target }) => target?.name ?? ''))]
  return targets.map(name => (
    <SubMenu key={name} label={name}>
      {items(forms.filter(({ target }) => target?.name === name))}
    </SubMenu>
  ))
}

interface OthersProps {
  readonly kind: ActorKind
  readonly label: string
  readonly without: Aim
  readonly moment: Moment
}

function Others({ kind, label, without, moment }: OthersProps) {
  const others = moment.scene.actors.filter(actor => actor.kind === kind && !without.includes(actor))
  if (others.length === 0) return null
  return (
    <SubMenu label={label}>
      {others.map(actor => (
        <SubMenu key={actor.index} label={actor.name}>
          <Faults aim={[actor]} moment={moment} />
        </SubMenu>
      ))}
    </SubMenu>
  )
}
