/** The TaskManager that a task runs in: a tag on the edge of its card, and a hatch over the card while it is gone. */
import type { ClusterFrame, TaskFrame } from '../../../engine/api/frame.ts'
import { hatchUrl } from '../../kit/patterns.tsx'
import { px, right, type Rect } from '../../marks/geometry.ts'
import { textWidth } from '../../marks/text-width.ts'

const HEIGHT = 12
const SIZE = 9.5

interface TagProps {
  readonly task: TaskFrame
  readonly box: Rect
  readonly cluster: ClusterFrame
}

export function TaskManagerTag({ task, box, cluster }: TagProps) {
  const number = cluster.taskManagers.findIndex(each => each.actor === task.taskManager)
  const taskManager = cluster.taskManagers[number]
  if (taskManager === undefined) return null
  const isGone = taskManager.life !== 'up'
  const isCut = taskManager.cutOffUntil >= 0 || taskManager.isolatedUntil >= 0
  const words = `TM ${number}${isCut ? ' ⌁' : ''}`
  const width = textWidth(words, SIZE, 600) + 10
  const x = right(box) - width - 10
  const y = box.y - HEIGHT / 2
  const ink = isGone ? 'var(--fail-text)' : isCut ? 'var(--wait-text)' : 'var(--text3)'
  const line = isGone ? 'var(--fail)' : isCut ? 'var(--wait)' : 'var(--line2)'
  return (
    <g aria-hidden="true">
      {isGone && <Hatch box={box} />}
      <rect
        x={px(x)}
        y={px(y)}
        width={px(width)}
        height={HEIGHT}
        rx={3}
        fill="var(--surface)"
        stroke={line}
        strokeDasharray={isGone || isCut ? '3 2' : undefined}
      />
      <text
        x={px(x + width / 2)}
        y={px(box.y)}
        dy=".36em"
        textAnchor="middle"
        fontSize={SIZE}
        fontWeight={600}
        fill={ink}
      >
        {words}
      </text>
    </g>
  )
}

function Hatch({ box }: { readonly box: Rect }) {
  return (
    <rect
      x={px(box.x)}
      y={px(box.y)}
      width={px(box.width)}
      height={px(box.height)}
      rx={8}
      fill={hatchUrl('down')}
      opacity={0.35}
      pointerEvents="none"
    />
  )
}
