/**
 * The flow in structured text: what the drawing shows, for screen readers, keys and tests alike. One tab stop;
 * arrow keys walk along the edges, and the drawing shows the ring where the keyboard is.
 */
import { useRef, useState, type KeyboardEvent } from 'react'
import type { ActorScene, Frame, Scene } from '../../../engine/api/frame.ts'
import { inputsOf, outputsOf } from '../../../store/scene.ts'
import { select, session } from '../../../store/session.ts'
import { useText, useTexts } from '../../i18n/texts.ts'
import { useScene } from '../../kit/hooks.ts'
import {
  describeCoordinator,
  describeInput,
  describeOutput,
  describeStorage,
  describeTask,
  describeVerdict,
  groupTasks,
} from './describe.ts'
import { twinTexts } from './text.ts'
import { useCalmFrame } from './use-calm-frame.ts'
import { isArrow, walk, type Place } from './walk.ts'

const idOf = (place: Place): string =>
  place.type === 'task' ? `twin-task-${place.actor}` : `twin-channel-${place.side}-${place.index}`

export function FlowTwin() {
  const text = useTexts(twinTexts)
  const scene = useScene()
  const frame = useCalmFrame()
  const root = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<Place | null>(null)
  if (scene === null || frame === null || frame.channels.length !== scene.channels.length) return null
  const firstTask = scene.actors.find(actor => actor.kind === 'task')
  const stop = place ?? (firstTask === undefined ? null : ({ type: 'task', actor: firstTask.index } as const))

  const onKeyDown = (event: KeyboardEvent) => {
    if (stop === null || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (isArrow(event.key)) {
      event.preventDefault()
      const next = walk(scene, stop, event.key)
      setPlace(next)
      root.current?.querySelector<HTMLElement>(`#${idOf(next)}`)?.focus()
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      select(stop.type === 'task' ? stop : { type: 'channel', index: stop.index })
    }
  }
  return (
    <div
      ref={root}
      className="visually-hidden"
      role="group"
      aria-label={text.label}
      data-testid="flow-twin"
      onKeyDown={onKeyDown}
      onFocus={event => {
        const focused = placeOf(event.target)
        if (focused === null) return
        setPlace(focused)
        session.setState({
          focus: focused.type === 'task' ? focused : { type: 'channel', index: focused.index },
        })
      }}
      onBlur={() => session.setState({ focus: null })}
    >
      <p>{text.hint}</p>
      <Tasks scene={scene} frame={frame} stop={stop} />
      <h2>{text.coordinator}</h2>
      <p data-twin="coordinator">{describeCoordinator(scene, frame, text)}</p>
      <h2>{text.storage}</h2>
      <p data-twin="storage">{describeStorage(frame, text)}</p>
      <h2>{text.verdict}</h2>
      <p data-twin="verdict">{describeVerdict(frame, text)}</p>
    </div>
  )
}

function placeOf(target: EventTarget): Place | null {
  const { actor, channel, side } = (target as HTMLElement).dataset
  if (actor !== undefined) return { type: 'task', actor: Number(actor) }
  if (channel === undefined) return null
  return { type: 'channel', index: Number(channel), side: side === 'input' ? 'input' : 'output' }
}

interface TasksProps {
  readonly scene: Scene
  readonly frame: Frame
  readonly stop: Place | null
}

function Tasks({ scene, frame, stop }: TasksProps) {
  const text = useTexts(twinTexts)
  const groups = groupTasks(scene)
  return (['sources', 'operators', 'sinks'] as const)
    .filter(group => groups[group].length > 0)
    .map(group => (
      <div key={group}>
        <h2>{text[group]}</h2>
        {groups[group].map(actor => (
          <Task key={actor.index} scene={scene} frame={frame} actor={actor} stop={stop} />
        ))}
      </div>
    ))
}

function Task({ scene, frame, actor, stop }: TasksProps & { readonly actor: ActorScene }) {
  const text = useTexts(twinTexts)
  const shared = useText()
  const task = frame.tasks.find(one => one.actor === actor.index)
  if (task === undefined) return null
  const place: Place = { type: 'task', actor: actor.index }
  const acting = frame.rows[0]?.actor === actor.index
  const id = idOf(place)
  return (
    <>
      <h3>
        <button
          type="button"
          id={id}
          data-actor={actor.index}
          tabIndex={isAt(stop, place) ? 0 : -1}
          aria-current={acting ? 'step' : undefined}
          aria-describedby={`${id}-text`}
          onClick={() => select({ type: 'task', actor: actor.index })}
        >
          {actor.name}
        </button>
      </h3>
      <p id={`${id}-text`} data-twin={actor.name}>
        {describeTask(task, text, shared)}
      </p>
      <Channels scene={scene} frame={frame} actor={actor} stop={stop} side="input" />
      <Channels scene={scene} frame={frame} actor={actor} stop={stop} side="output" />
    </>
  )
}

const isAt = (stop: Place | null, place: Place): boolean => stop !== null && idOf(stop) === idOf(place)

interface ChannelsProps extends TasksProps {
  readonly actor: ActorScene
  readonly side: 'input' | 'output'
}

function Channels({ scene, frame, actor, stop, side }: ChannelsProps) {
  const text = useTexts(twinTexts)
  const channels = side === 'input' ? inputsOf(scene, actor.index) : outputsOf(scene, actor.index)
  const describe = side === 'input' ? describeInput : describeOutput
  if (channels.length === 0) return null
  return (
    <ul aria-label={side === 'input' ? text.inputs : text.channels}>
      {channels.map(channel => {
        const shown = frame.channels[channel.index]
        const place: Place = { type: 'channel', index: channel.index, side }
        if (shown === undefined) return null
        return (
          <li key={channel.index}>
            <button
              type="button"
              id={idOf(place)}
              data-channel={channel.index}
              data-side={side}
              tabIndex={isAt(stop, place) ? 0 : -1}
              onClick={() => select({ type: 'channel', index: channel.index })}
            >
              {describe(scene, channel, shown, text)}
            </button>
          </li>
        )
      })}
    </ul>
  )
}
