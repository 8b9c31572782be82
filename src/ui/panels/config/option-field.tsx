/** One option: its key, a sentence, and an input of its type. An empty input takes the option out of the text. */
import { X } from 'lucide-react'
import { useId } from 'react'
import type { ConfigOption } from '../../../interop/flink-config/options.ts'
import type { ConfigProblem } from '../../../interop/flink-config/parse-config.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import styles from './option-form.module.css'
import { configTexts } from './text.ts'

export interface FieldOption extends ConfigOption {
  /** What it does, in the language of the page. */
  readonly sentence: string
}

interface FieldProps {
  readonly option: FieldOption
  /** As it is written; null: not set. */
  readonly value: string | null
  readonly problem: ConfigProblem | null
  readonly onChange: (value: string | null) => void
}

export function OptionField({ option, value, problem, onChange }: FieldProps) {
  const text = useTexts(configTexts)
  const id = useId()
  return (
    <div className={styles.field}>
      <div className={styles.words}>
        <label htmlFor={id} className={styles.key}>
          {option.key}
        </label>
        <p id={`${id}-what`} className={styles.sentence}>
          {option.sentence}
        </p>
      </div>
      <div className={styles.value}>
        <Input
          id={id}
          option={option}
          value={value}
          describedBy={`${id}-what ${id}-default`}
          invalid={problem !== null}
          onChange={onChange}
        />
        {value !== null && (
          <Button square label={text.unset(option.key)} onClick={() => onChange(null)}>
            <X size={14} aria-hidden="true" />
          </Button>
        )}
        <p id={`${id}-default`} className={problem === null ? styles.initial : styles.problem}>
          {problem !== null
            ? text.problem(problem)
            : option.initial === null
              ? text.noDefault
              : text.initial(option.initial)}
        </p>
      </div>
    </div>
  )
}

interface InputProps {
  readonly id: string
  readonly option: FieldOption
  readonly value: string | null
  readonly describedBy: string
  readonly invalid: boolean
  readonly onChange: (value: string | null) => void
}

/** What can be chosen: of an Enum its constants, of a Boolean both values, of some texts those that are offered. */
function choicesOf({ type, words }: FieldOption): readonly string[] {
  return type === 'Boolean' ? ['true', 'false'] : words
}

function Input({ id, option, value, describedBy, invalid, onChange }: InputProps) {
  const choices = choicesOf(option)
  const common = { id, className: styles.input, 'aria-describedby': describedBy, 'aria-invalid': invalid }
  const set = (next: string) => onChange(next === '' ? null : next)
  if (choices.length === 0) {
    const whole = option.type === 'Integer' || option.type === 'Long'
    return (
      <input
        {...common}
        type="text"
        inputMode={whole ? 'numeric' : 'text'}
        autoComplete="off"
        spellCheck={false}
        placeholder={option.initial ?? ''}
        value={value ?? ''}
        onChange={event => set(event.target.value)}
      />
    )
  }
  const other = value !== null && !choices.includes(value)
  return (
    <select
      {...common}
      data-unset={value === null}
      value={value ?? ''}
      onChange={event => set(event.target.value)}
    >
      <option value="">{option.initial === null ? '–' : option.initial}</option>
      {other && <option value={value}>{value}</option>}
      {choices.map(choice => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </select>
  )
}
