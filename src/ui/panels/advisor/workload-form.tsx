/** The numbers an estimate needs, each in the unit a person thinks in. */
import type { Workload } from '../../../interop/advisor/advise.ts'
import { useTexts } from '../../i18n/texts.ts'
import styles from './advisor.module.css'
import { advisorTexts } from './text.ts'

const MB = 1024 * 1024

interface Field {
  readonly name: keyof Workload
  /** One of the unit shown, in the unit of the workload. */
  readonly unit: number
  readonly min: number
  readonly max: number
}

const JOB: readonly Field[] = [
  { name: 'tasks', unit: 1, min: 1, max: 100_000 },
  { name: 'statePerTask', unit: MB, min: 0, max: 10_000_000 },
  { name: 'growthPerDay', unit: 0.01, min: 0, max: 1000 },
  { name: 'days', unit: 1, min: 0, max: 3650 },
  { name: 'readsPerSecond', unit: 1, min: 0, max: 10_000_000 },
  { name: 'writesPerSecond', unit: 1, min: 0, max: 10_000_000 },
  { name: 'missShare', unit: 0.01, min: 0, max: 100 },
  { name: 'changedShare', unit: 0.01, min: 0, max: 100 },
]

const STORAGE: readonly Field[] = [
  { name: 'checkpointInterval', unit: 1000, min: 0.01, max: 1_000_000 },
  { name: 'recoveryTarget', unit: 1000, min: 0, max: 1_000_000 },
  { name: 'heapPerTask', unit: MB, min: 1, max: 10_000_000 },
  { name: 'bandwidth', unit: MB, min: 0.01, max: 1_000_000 },
  { name: 'latency', unit: 1, min: 0, max: 1_000_000 },
  { name: 'quota', unit: MB, min: 0, max: 100_000_000 },
]

interface FormProps {
  readonly workload: Workload
  readonly onChange: (workload: Workload) => void
}

export function WorkloadForm(props: FormProps) {
  const text = useTexts(advisorTexts)
  return (
    <>
      <Fields legend={text.workload} fields={JOB} {...props} />
      <Fields legend={text.storage} fields={STORAGE} {...props} />
    </>
  )
}

interface FieldsProps extends FormProps {
  readonly legend: string
  readonly fields: readonly Field[]
}

function Fields({ legend, fields, workload, onChange }: FieldsProps) {
  const text = useTexts(advisorTexts)
  return (
    <fieldset className={styles.fields}>
      <legend className={styles.heading}>{legend}</legend>
      {fields.map(({ name, unit, min, max }) => {
        const value = workload[name]
        return (
          <label key={name} className={styles.field}>
            {text.fields[name]}
            <input
              type="number"
              min={min}
              max={max}
              step="any"
              value={value === null ? '' : round(value / unit)}
              placeholder={name === 'quota' ? text.noQuota : undefined}
              onChange={event =>
                onChange({ ...workload, [name]: read(event.target.value, unit, min, max, name === 'quota') })
              }
            />
          </label>
        )
      })}
    </fieldset>
  )
}

const round = (value: number): number => Number(value.toPrecision(6))

/** What lies outside of its range is taken to its end; nothing at all is no limit, where there may be none. */
function read(typed: string, unit: number, min: number, max: number, mayBeEmpty: boolean): number | null {
  if (typed === '' && mayBeEmpty) return null
  const value = Number(typed)
  return Math.min(max, Math.max(min, Number.isFinite(value) ? value : min)) * unit
}
