/**
 * The configuration of the run, as Flink has it: a text and a form over the same text. What it needs to read YAML is
 * fetched when it is opened first.
 */
import { lazy, Suspense } from 'react'
import { session } from '../../../store/session.ts'
import { defineTexts, useTexts } from '../../i18n/texts.ts'
import { Dialog } from '../../kit/dialog.tsx'
import { useSession } from '../../kit/hooks.ts'

const dialogTexts = defineTexts(
  { title: 'Configuration', close: 'Close', loading: 'Opening the configuration' },
  { title: '配置', close: '关闭', loading: '正在打开配置' },
)

const ConfigBody = lazy(async () => ({ default: (await import('./config-body.tsx')).ConfigBody }))

const close = () => session.setState({ dialog: null })

export function ConfigDialog() {
  const text = useTexts(dialogTexts)
  const open = useSession(state => state.dialog === 'config')
  const file = useSession(state => state.configDraft?.id ?? 0)
  return (
    <Dialog open={open} onClose={close} title={text.title} closeLabel={text.close} wide>
      <Suspense fallback={<p>{text.loading}</p>}>
        <ConfigBody key={file} />
      </Suspense>
    </Dialog>
  )
}
