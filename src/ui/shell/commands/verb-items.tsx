/** Verbs as items of a menu: the Fault menu, and the menu of one task where it is drawn. */
import { Fragment } from 'react'
import type { CommandDefinition, CommandGroup } from '../../../engine/api/command.ts'
import type { ActorScene } from '../../../engine/api/frame.ts'
import { useFrame, useScene, useSession } from '../../kit/hooks.ts'
import { MenuGroup, MenuItem, MenuLabel, MenuSeparator, SubMenu } from '../../kit/menu.tsx'
import { useLanguage, useTexts } from '../../i18n/texts.ts'
import { commandTexts } from './text.ts'
import {
  definitionsOf,
  targetsOf,
  variantsOf,
  verbOf,
  verbsAbout,
  type Moment,
  type Verb,
} from './use-verbs.ts'

/** Keys of the page that do the same on what is selected. */
const KEY_HINTS: Readonly<Record<string, string>> = {
  'kill-task': 'Shift K',
  'slow-task': 'Shift D',
  'trigger-savepoint': 'S',
}

const FAULT_GROUPS: readonly CommandGroup[] = [
  'task',
  'record',
  'message',
  'checkpoint',
  'storage',
  'transaction',
  'cluster',
]

export function useMoment(): Moment | null {
  const scene = useScene()
  const frame = useFrame()
  const language = useLanguage()
  return scene === null || frame === null ? null : { scene, frame, language }
}

function VerbItem({ verb, hint = false }: { readonly verb: Verb; readonly hint?: boolean }) {
  const { definition, label, unavailable, run } = verb
  return (
    <MenuItem
      danger={definition.kind === 'kill-task'}
      label={label}
      keyHint={hint ? KEY_HINTS[definition.kind] : undefined}
      unavailable={unavailable}
      onSelect={run}
    />
  )
}

const keyOf = ({ definition, target, params }: Verb): string =>
  [definition.kind, target?.name, ...Object.values(params)].join(' ')

/** Everything that can be done to one actor. */
export function VerbsAbout({ target }: { readonly target: ActorScene }) {
  const moment = useMoment()
  if (moment === null) return null
  return verbsAbout(target, moment).map(verb => <VerbItem key={keyOf(verb)} verb={verb} hint />)
}

/** What is asked of the job besides a checkpoint: savepoints, a stop behind one, its cancellation. */
export function JobItems() {
  const moment = useMoment()
  if (moment === null) return null
  const definitions = definitionsOf('job').filter(({ kind }) => kind !== 'trigger-checkpoint')
  return definitions.map(definition => (
    <MenuGroup key={definition.kind}>
      <MenuLabel>{definition.texts[moment.language].menu}</MenuLabel>
      {variantsOf(definition).map(params => {
        const verb = verbOf(definition, null, params, moment)
        const isUsual = definition.parameters.every(
          each => (params[each.name] ?? each.default) === each.default,
        )
        return <VerbItem key={keyOf(verb)} verb={verb} hint={isUsual} />
      })}
    </MenuGroup>
  ))
}

export function FaultItems() {
  const text = useTexts(commandTexts)
  const moment = useMoment()
  const selected = useSession(state => (state.selection?.type === 'task' ? state.selection.actor : -1))
  if (moment === null) return null
  const chosen = moment.scene.actors.find(actor => actor.index === selected)
  return (
    <>
      {chosen !== undefined && (
        <>
          <MenuGroup>
            <MenuLabel>{text.selected}</MenuLabel>
            <VerbsAbout target={chosen} />
          </MenuGroup>
          <MenuSeparator />
        </>
      )}
      {FAULT_GROUPS.map(group => (
        <FaultGroup key={group} group={group} moment={moment} />
      ))}
    </>
  )
}

function FaultGroup({ group, moment }: { readonly group: CommandGroup; readonly moment: Moment }) {
  const text = useTexts(commandTexts)
  const definitions = definitionsOf(group)
  if (definitions.length === 0) return null
  return (
    <MenuGroup>
      <MenuLabel>{text.groups[group]}</MenuLabel>
      {definitions.map(definition => (
        <DefinitionItem key={definition.kind} definition={definition} moment={moment} />
      ))}
    </MenuGroup>
  )
}

/** One item, or a list of what it can be aimed at. */
function DefinitionItem({
  definition,
  moment,
}: {
  readonly definition: CommandDefinition
  readonly moment: Moment
}) {
  const targets = targetsOf(definition, moment.scene)
  const verbs = variantsOf(definition).map(params =>
    targets.map(target => verbOf(definition, target, params, moment)),
  )
  const single = verbs.length === 1 && verbs[0]!.length === 1 ? verbs[0]![0] : undefined
  if (single !== undefined && single.target === null) return <VerbItem verb={single} />
  return (
    <SubMenu label={definition.texts[moment.language].menu}>
      {verbs.map((variant, i) => (
        <Fragment key={variant[0] === undefined ? i : keyOf(variant[0])}>
          {i > 0 && <MenuSeparator />}
          {variant.map(verb => (
            <VerbItem key={keyOf(verb)} verb={verb} />
          ))}
        </Fragment>
      ))}
    </SubMenu>
  )
}
