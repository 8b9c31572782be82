/** Which pipeline runs. Choosing one opens a new run of it; the words it counts can be one's own. */
import { ChevronDown, PenLine } from 'lucide-react'
import type { VertexScene } from '../../../engine/api/frame.ts'
import { startPipeline } from '../../../store/runs.ts'
import { session } from '../../../store/session.ts'
import type { PipelineInfo } from '../../../worker/protocol.ts'
import { useLanguage, useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { useScene, useSession } from '../../kit/hooks.ts'
import { Menu, MenuGroup, MenuItem, MenuLabel, MenuSeparator } from '../../kit/menu.tsx'
import { shellTexts } from '../text.ts'
import styles from './pipeline-picker.module.css'

/** `2 → 3 → 1`: the parallelism of each layer. */
function shape(vertices: readonly VertexScene[]): string {
  const layers = new Map<number, number[]>()
  for (const vertex of vertices) {
    layers.set(vertex.layer, [...(layers.get(vertex.layer) ?? []), vertex.parallelism])
  }
  return [...layers]
    .sort(([a], [b]) => a - b)
    .map(([, parallelisms]) => parallelisms.join(' + '))
    .join(' → ')
}

export function PipelinePicker() {
  const text = useTexts(shellTexts).pipeline
  const language = useLanguage()
  const pipelines = useSession(state => state.pipelines)
  const scene = useScene()
  const current = pipelines.find(one => one.id === scene?.pipeline)
  const title = current?.title[language] ?? scene?.jobName ?? text.none
  return (
    <Menu
      width="columns"
      trigger={
        <Button look="outline" className={styles.trigger} aria-label={`${text.label}: ${title}`}>
          <span className={styles.title}>
            {title}
            {scene !== null && !title.includes('→') && (
              <span className={styles.shape}> · {shape(scene.vertices)}</span>
            )}
          </span>
          <ChevronDown size={14} aria-hidden="true" />
        </Button>
      }
    >
      <PipelineItems pipelines={pipelines} currentId={scene?.pipeline ?? null} />
    </Menu>
  )
}

interface ItemsProps {
  readonly pipelines: readonly PipelineInfo[]
  readonly currentId: string | null
}

function PipelineItems({ pipelines, currentId }: ItemsProps) {
  const text = useTexts(shellTexts).pipeline
  const language = useLanguage()
  return (
    <>
      <MenuGroup>
        <MenuLabel>{text.choose}</MenuLabel>
        {pipelines.map(pipeline => (
          <MenuItem
            key={pipeline.id}
            label={pipeline.title[language]}
            note={`${pipeline.description[language]} ${text.source(pipeline.source[language])}`}
            current={pipeline.id === currentId}
            onSelect={() => void startPipeline(pipeline)}
          />
        ))}
      </MenuGroup>
      {pipelines.some(one => one.acceptsText) && (
        <>
          <MenuSeparator />
          <MenuItem
            label={text.ownText}
            note={text.ownTextNote}
            icon={<PenLine size={14} aria-hidden="true" />}
            onSelect={() => session.setState({ dialog: 'text' })}
          />
        </>
      )}
    </>
  )
}
