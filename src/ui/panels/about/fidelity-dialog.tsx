/** What is modelled: three lists, side by side where there is room. */
import type { ReactNode } from 'react'
import { session } from '../../../store/session.ts'
import { defineTexts, useLanguage, useTexts } from '../../i18n/texts.ts'
import { Dialog } from '../../kit/dialog.tsx'
import { useSession } from '../../kit/hooks.ts'
import { FIDELITY, FLINK_VERSION, type Fidelity } from './fidelity.ts'
import styles from './fidelity-dialog.module.css'

const aboutTexts = defineTexts(
  {
    title: 'What is modelled',
    close: 'Close',
    intro: `Weir follows the rules of Apache Flink ${FLINK_VERSION}. What it shows is computed by them; where it is simpler than Flink, or has less, it is said here.`,
    levels: { modelled: 'Modelled', simplified: 'Simplified', absent: 'Not modelled' },
    trademark:
      'Weir is not a product of the Apache Software Foundation. Apache Flink, Flink are trademarks of the Apache Software Foundation.',
  },
  {
    title: '模拟了什么',
    close: '关闭',
    intro: `Weir 遵循 Apache Flink ${FLINK_VERSION} 的规则。所示内容均由这些规则算出；比 Flink 简单或缺少之处，都写在这里。`,
    levels: { modelled: '已模拟', simplified: '已简化', absent: '未模拟' },
    trademark: 'Weir 不是 Apache 软件基金会的产品。Apache Flink、Flink 是 Apache 软件基金会的商标。',
  },
)

const LEVELS: readonly Fidelity[] = ['modelled', 'simplified', 'absent']
const GLYPHS: Readonly<Record<Fidelity, string>> = { modelled: '●', simplified: '◐', absent: '○' }

/** What stands between backticks is code. */
const withCode = (words: string): ReactNode =>
  words.split('`').map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))

const close = () => session.setState({ dialog: null })

export function FidelityDialog() {
  const text = useTexts(aboutTexts)
  const open = useSession(state => state.dialog === 'fidelity')
  return (
    <Dialog open={open} onClose={close} title={text.title} closeLabel={text.close} wide>
      <p className={styles.intro}>{text.intro}</p>
      <div className={styles.columns}>
        {LEVELS.map(level => (
          <Level key={level} level={level} />
        ))}
      </div>
      <p className={styles.trademark}>{text.trademark}</p>
    </Dialog>
  )
}

function Level({ level }: { readonly level: Fidelity }) {
  const text = useTexts(aboutTexts)
  const language = useLanguage()
  return (
    <section className={styles[level]}>
      <h3 className={styles.heading}>
        <span aria-hidden="true">{GLYPHS[level]}</span>
        {text.levels[level]}
      </h3>
      <dl>
        {FIDELITY.filter(entry => entry.level === level).map(entry => (
          <div key={entry.en.what} className={styles.entry}>
            <dt>{entry[language].what}</dt>
            <dd>{withCode(entry[language].how)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
