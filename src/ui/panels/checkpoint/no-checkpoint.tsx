/** Where there is no checkpoint yet: how to get one, or what it means that checkpointing is off, and how to turn it on. */
import { applyConfig } from '../../../store/config.ts'
import { showProblem } from '../../../store/engine.ts'
import { act } from '../../../store/run-commands.ts'
import { session } from '../../../store/session.ts'
import { defineTexts, useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { EmptyState } from '../../kit/section.tsx'

const INTERVAL = '70 ms'

const noCheckpointTexts = defineTexts(
  {
    none: 'No checkpoint yet. Press B to trigger one.',
    trigger: 'Checkpoint',
    off: 'Checkpointing is off, as it is by default in Flink. A failure now loses the state built so far; everything must be read again from the start, if the source can.',
    turnOn: `Turn on, every ${INTERVAL}`,
  },
  {
    none: '还没有检查点。按 B 触发一个。',
    trigger: '检查点',
    off: '检查点已关闭，这也是 Flink 的默认设置。此时失败会丢失已建立的状态；如果 source 可以重读，一切都要从头读起。',
    turnOn: `开启，每 ${INTERVAL} 一次`,
  },
)

export function NoCheckpoint({ enabled }: { readonly enabled: boolean }) {
  const text = useTexts(noCheckpointTexts)
  return (
    <EmptyState>
      <p>{enabled ? text.none : text.off}</p>
      {enabled ? (
        <Button look="outline" keyHint="B" onClick={() => void act('trigger-checkpoint', null)}>
          {text.trigger}
        </Button>
      ) : (
        <Button look="outline" onClick={() => void turnOn()}>
          {text.turnOn}
        </Button>
      )}
    </EmptyState>
  )
}

/** The same pipeline begins anew with periodic checkpoints; the run before it can be brought back. */
async function turnOn(): Promise<void> {
  const config = session.getState().state?.spec.config ?? {}
  const problem = await applyConfig({ ...config, 'execution.checkpointing.interval': INTERVAL })
  if (problem !== null) showProblem('open', problem)
}
