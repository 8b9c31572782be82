/** A task: what it is, what it holds, what it is doing, and its part in the pending checkpoint. */
import type { TaskFrame, VertexScene } from '../../../engine/api/frame.ts'
import { partOf } from '../../../store/scene.ts'
import { timeLeft } from '../../../store/alignment-timer.ts'
import { badgeWidth, LifecycleBadge, lookOf } from '../../marks/lifecycle-badge.tsx'
import { captionColor, CheckpointPips } from '../../marks/checkpoint-pips.tsx'
import { px, right, type Rect } from '../../marks/geometry.ts'
import { Sign } from '../../marks/glyphs.tsx'
import { fitName, fitText, textWidth } from '../../marks/text-width.ts'
import { CardTimer } from './alignment-timers.tsx'
import { CARD_PADDING, type CardContext } from './card-context.ts'
import { CardFrame } from './card-frame.tsx'
import { CardFacts } from './card-facts.tsx'
import { TaskManagerTag } from './task-manager-tag.tsx'
import { planCard, type CardPlan } from './card-plan.ts'

export interface TaskCardProps {
  readonly name: string
  readonly vertex: VertexScene
  readonly task: TaskFrame
  readonly box: Rect
  readonly badgeBeside: boolean
  readonly acting: boolean
  readonly selected: boolean
  readonly focused: boolean
  readonly context: CardContext
}

export function TaskCard(props: TaskCardProps) {
  const { name, vertex, task, box, badgeBeside, context } = props
  const plan = planCard(
    vertex,
    context.keyed.has(vertex.index),
    box.height,
    badgeBeside,
    task.source?.splits.length ?? 0,
    context.eventTime,
  )
  const titleRoom = box.width - 2 * CARD_PADDING - (plan.badgeY === null ? 16 : 0)
  const sizes = plan.density === 'full' ? [15, 14, 13, 12] : [13.5, 12.5, 12]
  const titleSize = sizes.find(size => textWidth(name, size, 650) <= titleRoom) ?? 11.5
  return (
    <g>
      <CardFrame {...props} state={task.state} />
      <text
        x={px(box.x + CARD_PADDING)}
        y={px(box.y + plan.titleY)}
        dy=".36em"
        fontSize={titleSize}
        fontWeight={650}
        fill="var(--text)"
      >
        {fitName(name, titleRoom, titleSize, 650)}
      </text>
      <Badge {...props} plan={plan} nameWidth={textWidth(name, titleSize, 650)} />
      <CardFacts vertex={vertex} task={task} box={box} plan={plan} context={context} />
      <Checkpoint {...props} plan={plan} hasInputs={vertex.role !== 'source'} />
      <TaskManagerTag task={task} box={box} cluster={context.frame.cluster} />
    </g>
  )
}

interface BadgeProps extends TaskCardProps {
  readonly plan: CardPlan
  readonly nameWidth: number
}

/** Beside the name, beneath it, or, where a long word has no room, in place of the line of activity. */
function Badge({ task, box, plan, nameWidth, context }: BadgeProps) {
  const word = context.shared.states[task.state]
  const width = badgeWidth(word)
  const look = lookOf(task.state)
  const left = box.x + CARD_PADDING
  if (plan.badgeY !== null && width > box.width - CARD_PADDING - 4) {
    return (
      <Sign name={look.sign} x={px(left + 4)} y={px(box.y + plan.badgeY)} size={9} color={look.signColor} />
    )
  }
  if (plan.badgeY !== null) {
    return <LifecycleBadge x={left} y={px(box.y + plan.badgeY)} state={task.state} word={word} />
  }
  const end = right(box) - CARD_PADDING
  if (nameWidth + 10 + width <= end - left) {
    return <LifecycleBadge x={end} y={px(box.y + plan.titleY)} anchor="end" state={task.state} word={word} />
  }
  const activityY = plan.rows.get('activity')
  if (task.state !== 'RUNNING' && activityY !== undefined && plan.density === 'full') {
    return <LifecycleBadge x={left} y={px(box.y + activityY)} state={task.state} word={word} />
  }
  return <Sign name={look.sign} x={px(end - 4)} y={px(box.y + plan.titleY)} size={9} color={look.signColor} />
}

function Checkpoint(props: TaskCardProps & { readonly plan: CardPlan; readonly hasInputs: boolean }) {
  const { task, box, plan, context, hasInputs } = props
  const part = partOf(task)
  const timer = task.alignmentTimer
  if (part === null || plan.pipsY < 0) return null
  const left = box.x + CARD_PADDING - 1
  const inner = box.width - 2 * CARD_PADDING + 2
  const words = context.shared.phases[part.phase](part.barriersSeen, part.barriersTotal)
  const beside = plan.captionY === null
  const pipsWidth = beside ? Math.min(64, inner * 0.42) : inner
  const captionX = beside ? left + pipsWidth + 8 : left + 1
  const captionRoom = beside ? inner - pipsWidth - 8 : inner
  const y = box.y + (plan.captionY ?? plan.pipsY)
  const strong = part.phase !== 'waiting' && part.phase !== 'acknowledged' && part.phase !== 'ack-in-flight'
  const size = textWidth(words, 12, strong ? 600 : 400) <= captionRoom ? 12 : 11
  const short = part.phase === 'waiting' && textWidth(words, size) > captionRoom
  return (
    <g>
      <CheckpointPips
        x={left}
        y={px(box.y + plan.pipsY)}
        width={pipsWidth}
        phase={part.phase}
        hasInputs={hasInputs}
        height={beside ? 6 : 7}
      />
      <text
        x={px(captionX)}
        y={px(y)}
        dy=".36em"
        fontSize={size}
        fontWeight={strong ? 600 : 400}
        fill={captionColor(part.phase)}
      >
        {fitText(
          short ? context.texts.barrierNotHereShort : words,
          captionRoom + 1,
          size,
          strong ? 600 : 400,
        )}
      </text>
      {timer?.side === 'input' && (
        <CardTimer
          x={captionX + captionRoom}
          y={y}
          room={captionRoom - textWidth(words, size, strong ? 600 : 400) - 8}
          timer={timeLeft(timer, context.frame.cursor.time)}
          texts={context.texts}
        />
      )}
    </g>
  )
}
