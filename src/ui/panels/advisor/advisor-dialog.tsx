/** Which backend and storage fit: the numbers on one side, what follows from them on the other, measurements apart. */
import { useMemo, useState } from 'react'
import { advise, STRATEGIES, type Strategy } from '../../../interop/advisor/advise.ts'
import { session } from '../../../store/session.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Dialog } from '../../kit/dialog.tsx'
import { useSession } from '../../kit/hooks.ts'
import form from '../../kit/form.module.css'
import styles from './advisor.module.css'
import { Measurements } from './measurements.tsx'
import { Options } from './options.tsx'
import { advisorTexts } from './text.ts'
import { useWorkload } from './use-workload.ts'
import { WorkloadForm } from './workload-form.tsx'

const close = () => session.setState({ dialog: null })

export function AdvisorDialog() {
  const text = useTexts(advisorTexts)
  const open = useSession(state => state.dialog === 'advisor')
  return (
    <Dialog open={open} onClose={close} title={text.title} closeLabel={text.close} wide>
      <Advisor />
    </Dialog>
  )
}

function Advisor() {
  const text = useTexts(advisorTexts)
  const [workload, setWorkload] = useWorkload()
  const [strategy, setStrategy] = useState<Strategy>('performance')
  const advice = useMemo(() => advise(workload, strategy), [workload, strategy])
  return (
    <div className={styles.advisor}>
      <p className={form.about}>{text.about}</p>
      <StrategyChoice strategy={strategy} onChange={setStrategy} />
      <WorkloadForm workload={workload} onChange={setWorkload} />
      <Options advice={advice} />
      <Measurements />
    </div>
  )
}

interface StrategyProps {
  readonly strategy: Strategy
  readonly onChange: (strategy: Strategy) => void
}

function StrategyChoice({ strategy, onChange }: StrategyProps) {
  const text = useTexts(advisorTexts)
  return (
    <fieldset className={styles.strategies}>
      <legend className={styles.heading}>{text.strategy}</legend>
      {STRATEGIES.map(one => (
        <label key={one} className={styles.strategy}>
          <input type="radio" name="strategy" checked={one === strategy} onChange={() => onChange(one)} />
          <span>
            {text.strategies[one].name}
            <span className={form.note}>{text.strategies[one].note}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
