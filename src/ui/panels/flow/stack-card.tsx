/** The subtasks of a wide operator that have no card of their own, as one: how many, what waits, one bar each. */
import type { Frame } from '../../../engine/api/frame.ts'
import { centerX, px, right, type Rect } from '../../marks/geometry.ts'
import { fitText } from '../../marks/text-width.ts'
import { CARD_PADDING } from './card-context.ts'
import type { FlowTexts } from './text.ts'

export interface StackCardProps {
  readonly box: Rect
  readonly name: string
  readonly actors: readonly number[]
  readonly queuedAt: ReadonlyMap<number, number>
  readonly frame: Frame
  readonly texts: FlowTexts
  readonly open: () => void
}

export function StackCard({ box, name, actors, queuedAt, frame, texts, open }: StackCardProps) {
  const queued = actors.reduce((sum, actor) => sum + (queuedAt.get(actor) ?? 0), 0)
  const most = Math.max(1, ...actors.map(actor => queuedAt.get(actor) ?? 0))
  const left = box.x + CARD_PADDING
  const bars = right(box) - CARD_PADDING - left
  const pitch = Math.min(6, bars / Math.max(1, actors.length))
  const low = box.height < 50
  return (
    <g data-pick="" onClick={open} cursor="pointer">
      {[4, 0].map(away => (
        <rect
          key={away}
          x={px(box.x + away)}
          y={px(box.y + away)}
          width={px(box.width - 4)}
          height={px(box.height - 4)}
          rx={8}
          fill="var(--surface)"
          stroke="var(--line2)"
        />
      ))}
      <text
        x={left}
        y={px(box.y + (low ? box.height * 0.34 : 17))}
        dy=".36em"
        fontSize={13}
        fontWeight={650}
        fill="var(--text)"
      >
        {texts.moreSubtasks(actors.length)}
      </text>
      <text
        x={px(right(box) - CARD_PADDING)}
        y={px(box.y + (low ? box.height * 0.34 : 17))}
        dy=".36em"
        fontSize={11.5}
        textAnchor="end"
        fill="var(--text2)"
      >
        {fitText(low ? texts.queuedSum(queued) : texts.stackOf(name), bars - 34, 11.5)}
      </text>
      {!low && (
        <text
          x={px(centerX(box) - box.width / 2 + CARD_PADDING)}
          y={px(box.y + 35)}
          dy=".36em"
          fontSize={11.5}
          fill="var(--text2)"
        >
          {fitText(texts.queuedSum(queued), bars, 11.5)}
        </text>
      )}
      {actors.map((actor, i) => {
        const share = (queuedAt.get(actor) ?? 0) / most
        const down = frame.tasks.find(task => task.actor === actor)?.state !== 'RUNNING'
        const height = 2 + share * (low ? 6 : 12)
        return (
          <rect
            key={actor}
            x={px(left + i * pitch)}
            y={px(box.y + box.height - 9 - height)}
            width={Math.max(1, Math.min(3, pitch - 1))}
            height={px(height)}
            fill={down ? 'var(--fail)' : 'var(--line2)'}
          />
        )
      })}
    </g>
  )
}
