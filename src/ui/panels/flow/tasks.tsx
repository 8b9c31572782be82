/** All cards of the flow: tasks, stacks, and what stands outside the sinks. */
import { select, type Focus, type Selection } from '../../../store/session.ts'
import type { Assignment } from './assign.ts'
import type { CardContext } from './card-context.ts'
import type { DrawnChannel } from './channel-geometry.ts'
import type { FlowLayout } from './layout.ts'
import type { SceneIndex } from './scene-index.ts'
import { SinkOutput } from './sink-output.tsx'
import { StackCard } from './stack-card.tsx'
import { TaskCard } from './task-card.tsx'
import { menuOf } from './use-stage-menu.ts'

export interface TasksProps {
  readonly layout: FlowLayout
  readonly assignment: Assignment
  readonly channels: ReadonlyMap<number, DrawnChannel>
  readonly index: SceneIndex
  readonly acting: number
  readonly selection: Selection | null
  readonly focus: Focus | null
  readonly context: CardContext
  readonly turnPage: (vertex: number) => void
}

const isTask = (thing: Focus | null, actor: number): boolean =>
  thing?.type === 'task' && thing.actor === actor

export function Tasks(props: TasksProps) {
  const { layout, index, context, focus } = props
  return (
    <g>
      {layout.sinkBoxes.map(sink => {
        const vertex = index.vertices.get(sink.vertex)
        return vertex === undefined ? null : (
          <SinkOutput
            key={sink.vertex}
            sink={sink}
            vertex={vertex}
            frame={context.frame}
            index={index}
            texts={context.texts}
            focused={focus?.type === 'broker' && focus.vertex === sink.vertex}
          />
        )
      })}
      {layout.slots.map(slot => (
        <Place key={slot.id} {...props} slot={slot} />
      ))}
    </g>
  )
}

function Place(props: TasksProps & { readonly slot: FlowLayout['slots'][number] }) {
  const { slot, layout, assignment, index, acting, selection, focus, context, turnPage } = props
  const vertex = index.vertices.get(slot.vertex)
  if (vertex === undefined) return null
  if (slot.kind === 'stack') {
    return (
      <StackCard
        box={slot.box}
        name={vertex.shortName}
        actors={assignment.stacked.get(slot.id) ?? []}
        queuedAt={queuedPerTask(props)}
        frame={context.frame}
        texts={context.texts}
        open={() => turnPage(slot.vertex)}
      />
    )
  }
  const actor = assignment.actorAt.get(slot.id)
  const task = context.frame.tasks.find(one => one.actor === actor)
  if (actor === undefined || task === undefined) return null
  return (
    <g
      data-pick=""
      data-actor={actor}
      {...menuOf({ type: 'task', actor })}
      data-acting={acting === actor || undefined}
      onClick={() => select({ type: 'task', actor })}
    >
      <TaskCard
        name={index.actors.get(actor)?.name ?? ''}
        vertex={vertex}
        task={task}
        box={slot.box}
        badgeBeside={layout.badgeBeside[slot.column] === true}
        acting={acting === actor}
        selected={isTask(selection, actor)}
        focused={isTask(focus, actor)}
        context={context}
      />
    </g>
  )
}

/** Records in front of each task: in its buffers, on the wire and in its senders' queues. */
function queuedPerTask({ channels, context }: TasksProps): Map<number, number> {
  const sums = new Map<number, number>()
  for (const channel of channels.values()) {
    const state = context.frame.channels[channel.index]
    if (state === undefined) continue
    const count = state.queuedCount + state.receivedCount + state.inTransit.length
    sums.set(channel.to, (sums.get(channel.to) ?? 0) + count)
  }
  return sums
}
