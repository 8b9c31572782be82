/** Verbs as items of a menu, and what is asked of the job. The faults stand in `fault-items.tsx`. */
import { useFrame, useScene } from '../../kit/hooks.ts'
import { MenuGroup, MenuItem, MenuLabel, MenuSeparator } from '../../kit/menu.tsx'
import { openSnapshots } from '../../panels/snapshots/snapshots-dialog.tsx'
import { snapshotTexts } from '../../panels/snapshots/text.ts'
import { useLanguage } from '../../i18n/texts.ts'
import { definitionsOf, variantsOf, verbOf, type Moment, type Verb } from './use-verbs.ts'

/** Keys of the page that do the same on what is selected. */
export const KEY_HINTS: Readonly<Record<string, string>> = {
  'kill-task': 'Shift K',
  'slow-task': 'Shift D',
  'drop-record': 'Shift P',
  'trigger-checkpoint': 'B',
  'trigger-savepoint': 'S',
}

export function useMoment(): Moment | null {
  const scene = useScene()
  const frame = useFrame()
  const language = useLanguage()
  return scene === null || frame === null ? null : { scene, frame, language }
}

interface VerbProps {
  readonly verb: Verb
  /** With its key, which acts on what is selected. */
  readonly hint?: boolean
  /** With what it does, in a second line. */
  readonly explained?: boolean
}

export function VerbItem({ verb, hint = false, explained = false }: VerbProps) {
  const { definition, label, note, unavailable, run } = verb
  return (
    <MenuItem
      danger={definition.kind.startsWith('kill-')}
      label={label}
      keyHint={hint ? KEY_HINTS[definition.kind] : undefined}
      note={explained ? note : undefined}
      unavailable={unavailable}
      onSelect={() => run()}
    />
  )
}

export const keyOf = ({ definition, target, params }: Verb): string =>
  [definition.kind, target?.name, ...Object.values(params)].join(' ')

/** What is asked of the job besides a checkpoint: savepoints, a stop behind one, its cancellation. */
export function JobItems() {
  const moment = useMoment()
  if (moment === null) return null
  const definitions = definitionsOf('job').filter(({ kind }) => kind !== 'trigger-checkpoint')
  const groups = definitions.map(definition => (
    <MenuGroup key={definition.kind}>
      <MenuLabel>{definition.texts[moment.language].menu}</MenuLabel>
      {variantsOf(definition).map(params => {
        const verb = verbOf(definition, null, params, moment)
        const isUsual = definition.parameters.every(
          each => (params[each.name] ?? each.default) === each.default,
        )
        return <VerbItem key={keyOf(verb)} verb={verb} hint={isUsual} explained={isUsual} />
      })}
    </MenuGroup>
  ))
  const text = snapshotTexts[moment.language]
  return (
    <>
      {groups}
      <MenuSeparator />
      <MenuItem label={`${text.title} …`} note={text.note} onSelect={openSnapshots} />
    </>
  )
}
