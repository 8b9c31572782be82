/** The options Weir models, grouped as Flink's documentation has them; every change is one in the text. */
import { Search } from 'lucide-react'
import { useMemo, useState } from 'react'
import { editConfig } from '../../../interop/flink-config/edit-config.ts'
import {
  CONFIG_OPTIONS,
  optionOf,
  recordCostKey,
  type ConfigOption,
} from '../../../interop/flink-config/options.ts'
import { compareGroups } from '../../../interop/flink-config/print-config.ts'
import type { Spot } from '../../../interop/flink-config/read-yaml.ts'
import { RECORD_COST } from '../../../interop/flink-config/weir-options.ts'
import type { Language } from '../../../store/preferences.ts'
import { useLanguage, useTexts } from '../../i18n/texts.ts'
import { useScene } from '../../kit/hooks.ts'
import { groupTitles } from './group-titles.ts'
import { OptionField, type FieldOption } from './option-field.tsx'
import styles from './option-form.module.css'
import { configTexts } from './text.ts'
import type { ConfigEditing } from './use-config-draft.ts'

const NAMED_MAX = 12

const asField = (option: ConfigOption, language: Language): FieldOption => ({
  ...option,
  sentence: option[language],
})

/** All of them, with the cost of a record in each vertex of the job behind the cost in all. */
function useFieldOptions(): readonly FieldOption[] {
  const language = useLanguage()
  const text = useTexts(configTexts)
  const scene = useScene()
  return useMemo(() => {
    const vertices = [...new Set(scene?.vertices.map(vertex => vertex.shortName) ?? [])]
    return CONFIG_OPTIONS.filter(option => option.modelled).flatMap(option => {
      if (option.key !== RECORD_COST) return [asField(option, language)]
      const each = vertices.flatMap(vertex => {
        const own = optionOf(recordCostKey(vertex))
        return own === null ? [] : [{ ...own, initial: text.asRecordCost, sentence: text.inVertex(vertex) }]
      })
      return [asField(option, language), ...each]
    })
  }, [language, text, scene])
}

const found = (query: string, ...texts: readonly string[]): boolean =>
  texts.some(one => one.toLowerCase().includes(query))

interface FormProps {
  readonly editing: ConfigEditing
  readonly onGoTo: (spot: Spot) => void
}

export function OptionForm({ editing, onGoTo }: FormProps) {
  const text = useTexts(configTexts)
  const titles = useTexts(groupTitles)
  const options = useFieldOptions()
  const [search, setSearch] = useState('')
  const query = search.trim().toLowerCase()
  const shown = options.filter(option =>
    found(query, option.key, option.sentence, titles[option.group] ?? ''),
  )
  const groups = [...new Set(shown.map(option => option.group))].toSorted(compareGroups)
  const syntax = editing.problems.find(problem => problem.code === 'syntax' || problem.code === 'not-a-map')
  if (syntax !== undefined) {
    return (
      <p className={styles.none}>
        {text.noYaml}{' '}
        <button type="button" className={styles.link} onClick={() => onGoTo(syntax)}>
          {text.line(syntax.line)}
        </button>
      </p>
    )
  }
  return (
    <div className={styles.form}>
      <div className={styles.search}>
        <Search size={14} aria-hidden="true" />
        <input
          type="search"
          aria-label={text.search}
          placeholder={text.searchHint}
          value={search}
          onChange={event => setSearch(event.target.value)}
        />
      </div>
      {shown.length === 0 && <p className={styles.none}>{text.none(search.trim())}</p>}
      {groups.map(group => (
        <section key={group} className={styles.group}>
          <h3 className={styles.heading}>{titles[group] ?? group}</h3>
          {shown
            .filter(option => option.group === group)
            .map(option => (
              <Field key={option.key} option={option} editing={editing} />
            ))}
        </section>
      ))}
      {query !== '' && <AlsoKnown query={query} />}
    </div>
  )
}

function Field({ option, editing }: { readonly option: FieldOption; readonly editing: ConfigEditing }) {
  const { reading, problems, text, change } = editing
  const entry = reading.entries.find(one => one.key === option.key) ?? null
  const problem = problems.find(one => one.key === (entry?.written ?? option.key)) ?? null
  return (
    <OptionField
      option={option}
      value={entry?.value ?? null}
      problem={problem}
      onChange={value => change(editConfig(text, [entry?.written ?? option.key], value))}
    />
  )
}

/** Options of Flink that are found, too, and of which the form has no fields. */
function AlsoKnown({ query }: { readonly query: string }) {
  const text = useTexts(configTexts)
  const others = CONFIG_OPTIONS.filter(option => !option.modelled && found(query, option.key))
  if (others.length === 0) return null
  return (
    <section className={styles.others}>
      <p>{text.alsoKnown(others.length)}</p>
      <ul>
        {others.slice(0, NAMED_MAX).map(option => (
          <li key={option.key}>
            <code className={styles.key}>{option.key}</code>
          </li>
        ))}
        {others.length > NAMED_MAX && <li>{text.more(others.length - NAMED_MAX)}</li>}
      </ul>
    </section>
  )
}
