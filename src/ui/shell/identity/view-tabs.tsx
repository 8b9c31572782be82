/** What fills the page below its bars: the stage, or the checkpoints by themselves. */
import { session, type View } from '../../../store/session.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Kbd } from '../../kit/button.tsx'
import { useSession } from '../../kit/hooks.ts'
import { shellTexts } from '../text.ts'
import type { Layout } from '../use-layout.ts'
import styles from './view-tabs.module.css'

const VIEWS: readonly { readonly view: View; readonly key: string }[] = [
  { view: 'stage', key: '1' },
  { view: 'checkpoints', key: '2' },
  { view: 'state', key: '3' },
  { view: 'guarantees', key: '4' },
]

const show = (view: View) => session.setState({ view })

export function ViewTabs({ layout }: { readonly layout: Layout }) {
  const text = useTexts(shellTexts).views
  const view = useSession(state => state.view)
  if (layout === 'small' || layout === 'tiny') {
    return (
      <select
        className={styles.select}
        aria-label={text.label}
        value={view}
        onChange={event => show(event.target.value as View)}
      >
        {VIEWS.map(one => (
          <option key={one.view} value={one.view}>
            {text[one.view]}
          </option>
        ))}
      </select>
    )
  }
  return (
    <nav className={styles.views} aria-label={text.label}>
      {VIEWS.map(({ view: one, key }) => (
        <button
          key={one}
          type="button"
          className={styles.view}
          aria-current={one === view ? 'page' : undefined}
          onClick={event => {
            show(one)
            // After a press of the mouse the arrow keys go on stepping through time.
            if (event.detail > 0) event.currentTarget.blur()
          }}
        >
          {text[one]}
          {(layout === 'wide' || layout === 'desktop') && <Kbd>{key}</Kbd>}
        </button>
      ))}
    </nav>
  )
}
