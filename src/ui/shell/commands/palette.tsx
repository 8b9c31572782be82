/**
 * Everything that can be done, by its name, to the job and on the page: a list that typing narrows, arrows walk and Enter takes. What has
 * parameters shows them with the values they will have; what cannot act now says why.
 */
import { useId, useState, type KeyboardEvent } from 'react'
import type { Parameter, Params } from '../../../base/parameters.ts'
import { parseValue } from '../../../base/parameters.ts'
import { session } from '../../../store/session.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { classes } from '../../kit/classes.ts'
import { Dialog } from '../../kit/dialog.tsx'
import { useSession } from '../../kit/hooks.ts'
import { shellTexts } from '../text.ts'
import { found } from './find-verbs.ts'
import { pageVerbs, pipelineVerbs, stepVerbs, type PageVerb } from './page-verbs.ts'
import styles from './palette.module.css'
import { commandTexts } from './text.ts'
import { allVerbs, type Verb } from './use-verbs.ts'
import { keyOf, useMoment } from './verb-items.tsx'

const SHOWN_MAX = 200
const LINES = 12

const close = () => session.setState({ dialog: null })

export function Palette() {
  const text = useTexts(commandTexts)
  const { close: closeLabel } = useTexts(shellTexts)
  const open = useSession(state => state.dialog === 'palette')
  return (
    <Dialog open={open} onClose={close} title={text.palette} closeLabel={closeLabel}>
      {open && <Search />}
    </Dialog>
  )
}

function Search() {
  const text = useTexts(commandTexts)
  const moment = useMoment()
  const pipelines = useSession(state => state.pipelines)
  const list = useId()
  const [words, setWords] = useState('')
  const [place, setPlace] = useState(0)
  if (moment === null) return null
  const hasSnapshot = moment.frame.coordinator.checkpoints.some(
    one => one.status === 'completed' && one.retained,
  )
  // The page first: a dialog that opens by mistake costs nothing. Last what takes the place of the run.
  const everything = [
    ...stepVerbs(moment.language, words),
    ...pageVerbs(moment.language, hasSnapshot),
    ...allVerbs(moment),
    ...pipelineVerbs(moment.language, pipelines),
  ]
  const verbs = found(everything, words).slice(0, SHOWN_MAX)
  const at = Math.min(place, Math.max(0, verbs.length - 1))
  const chosen = verbs[at]
  const walk = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by !== 0) {
      event.preventDefault()
      setPlace(Math.min(verbs.length - 1, Math.max(0, at + by)))
    } else if (event.key === 'Enter' && chosen !== undefined) take(chosen, {})
  }
  return (
    <div className={styles.palette}>
      <input
        className={styles.search}
        type="search"
        aria-controls={list}
        aria-label={text.search}
        placeholder={text.search}
        value={words}
        onChange={event => {
          setWords(event.target.value)
          setPlace(0)
        }}
        onKeyDown={walk}
      />
      <select
        id={list}
        className={styles.list}
        size={LINES}
        aria-label={text.palette}
        value={at}
        onChange={event => setPlace(Number(event.target.value))}
        onDoubleClick={() => chosen !== undefined && take(chosen, {})}
        onKeyDown={event => event.key === 'Enter' && chosen !== undefined && take(chosen, {})}
      >
        {verbs.map((verb, i) => (
          <option key={nameOf(verb)} value={i} className={classes(verb.unavailable !== null && styles.off)}>
            {verb.label}
          </option>
        ))}
      </select>
      {chosen === undefined ? (
        <p className={styles.note}>{text.none}</p>
      ) : (
        <Chosen key={nameOf(chosen)} verb={chosen} />
      )}
    </div>
  )
}

const isPage = (verb: Verb | PageVerb): verb is PageVerb => 'type' in verb
const nameOf = (verb: Verb | PageVerb): string => (isPage(verb) ? verb.definition.kind : keyOf(verb))

/** Acts and closes, unless it cannot act now: then the reason stays there to be read. */
function take(verb: Verb | PageVerb, values: Params): void {
  if (verb.unavailable !== null) return
  close()
  verb.run(values)
}

const openParameters = (verb: Verb): readonly Parameter[] =>
  verb.definition.parameters.filter(each => verb.params[each.name] === undefined)

/** What the chosen one does, its values, and the button that does it. */
function Chosen({ verb }: { readonly verb: Verb | PageVerb }) {
  const text = useTexts(commandTexts)
  const { unavailable, note } = verb
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const open = isPage(verb) ? [] : openParameters(verb)
  const values = open.map(each => [each, valueOf(each, typed[each.name])] as const)
  const isWrong = values.some(([, value]) => value === null)
  const params = Object.fromEntries(
    values.flatMap(([each, value]) => (value === null ? [] : [[each.name, value]])),
  )
  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault()
        if (!isWrong) take(verb, params)
      }}
    >
      <p className={styles.note} aria-live="polite">
        <strong>{verb.label}</strong> {unavailable ?? note}
      </p>
      {!isPage(verb) &&
        open.map(each => (
          <Field
            key={each.name}
            verb={verb}
            parameter={each}
            typed={typed[each.name] ?? String(each.default)}
            wrong={valueOf(each, typed[each.name]) === null}
            onType={value => setTyped({ ...typed, [each.name]: value })}
          />
        ))}
      <Button look="outline" type="submit" unavailable={unavailable}>
        {text.act}
      </Button>
    </form>
  )
}

const valueOf = (parameter: Parameter, typed: string | undefined) =>
  typed === undefined ? parameter.default : parseValue(parameter, typed)

interface FieldProps {
  readonly verb: Verb
  readonly parameter: Parameter
  readonly typed: string
  readonly wrong: boolean
  readonly onType: (value: string) => void
}

function Field({ verb, parameter, typed, wrong, onType }: FieldProps) {
  const language = useSession(state => state.preferences.language)
  const texts = verb.definition.texts[language]
  const options =
    parameter.type === 'choice' ? parameter.options : parameter.type === 'flag' ? ['true', 'false'] : null
  const unit = parameter.type === 'duration' ? ' (ms)' : ''
  return (
    <label className={styles.field}>
      {`${texts.parameters[parameter.name] ?? parameter.name}${unit}`}
      {options === null ? (
        <input
          value={typed}
          aria-invalid={wrong || undefined}
          inputMode={parameter.type === 'text' ? 'text' : 'decimal'}
          onChange={event => onType(event.target.value)}
        />
      ) : (
        <select value={typed} onChange={event => onType(event.target.value)}>
          {options.map(option => (
            <option key={option} value={option}>
              {texts.options?.[parameter.name]?.[option] ?? option}
            </option>
          ))}
        </select>
      )}
    </label>
  )
}
