/**
 * The flow in structured text: what the drawing shows, for screen readers, keys and tests alike. One tab stop;
 * arrow keys walk along the edges, and the drawing shows the ring where the keyboard is.
 */
import { useRef, useState, type ComponentProps, type KeyboardEvent, type RefObject } from 'react'
import type { ActorScene, Frame, Scene } from '../../../engine/api/frame.ts'
import { inputsOf, outputsOf } from '../../../store/scene.ts'
import { openStageMenu, type StageThing } from '../../../store/stage-menu.ts'
import { select, session, type Focus, type Selection } from '../../../store/session.ts'
import { useText, useTexts } from '../../i18n/texts.ts'
import { useScene } from '../../kit/hooks.ts'
import {
  describeBroker,
  describeCoordinator,
  describeInput,
  describeOutput,
  describeStorage,
  describeTask,
  describeVerdict,
  groupTasks,
  taskManagerOf,
} from './describe.ts'
import { twinTexts } from './text.ts'
import { useCalmFrame, VERY_CALM_MS } from '../../kit/use-calm-frame.ts'
import { isArrow, walk, withBroker, type Place } from './walk.ts'

function idOf(place: Place): string {
  switch (place.type) {
    case 'task':
      return `twin-task-${place.actor}`
    case 'channel':
      return `twin-channel-${place.side}-${place.index}`
    case 'broker':
      return `twin-broker-${place.vertex}`
    case 'jobmanager':
    case 'storage':
      return `twin-${place.type}`
  }
}

/** Where the one tab stop is, and how it moves; handed to every button of the twin. */
interface Walker {
  readonly scene: Scene | null
  readonly stop: Place | null
  readonly arrive: (place: Place) => void
  readonly press: (event: KeyboardEvent) => void
}

function useWalker(scene: Scene | null, root: RefObject<HTMLElement | null>): Walker {
  const [place, setPlace] = useState<Place | null>(null)
  const firstTask = scene?.actors.find(actor => actor.kind === 'task')
  const start: Place | null = firstTask === undefined ? null : { type: 'task', actor: firstTask.index }
  const stop = place ?? start
  return {
    scene,
    stop,
    arrive(focused) {
      setPlace(focused)
      session.setState({ focus: thingOf(focused) })
    },
    press(event) {
      if (scene === null || stop === null || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey)
        return
      if (isArrow(event.key)) {
        event.preventDefault()
        const next = walk(scene, stop, event.key)
        setPlace(next)
        root.current?.querySelector<HTMLElement>(`#${idOf(next)}`)?.focus()
      } else if (event.key === 'Enter') {
        event.preventDefault()
        inspect(scene, stop)
      }
    },
  }
}

const thingOf = (place: Place): Exclude<Focus & StageThing, { type: 'record' }> =>
  place.type === 'channel' ? { type: 'channel', index: place.index } : place

const isMenuKey = ({ key, shiftKey }: KeyboardEvent): boolean =>
  key === 'ContextMenu' || (shiftKey && key === 'F10')

/** Opens the verbs of the thing where it is drawn; where it is not, at the edge of the window. */
function openMenu(place: Place): void {
  const thing = thingOf(place)
  const drawn = document.querySelector(`[data-panel="flow"] ${selectorOf(thing)}`)
  const box = drawn?.getBoundingClientRect()
  openStageMenu(thing, box === undefined ? 0 : box.x + box.width / 2, box?.bottom ?? 0)
}

function selectorOf(thing: ReturnType<typeof thingOf>): string {
  switch (thing.type) {
    case 'task':
      return `[data-actor="${thing.actor}"]`
    case 'channel':
      return `[data-channel="${thing.index}"]`
    default:
      return `[data-thing='${JSON.stringify(thing)}']`
  }
}

/**
 * Shows the thing in the inspector and goes there; Escape comes back. The JobManager and the storage have their
 * checkpoints there, a broker the sink that commits to it.
 */
function inspect(scene: Scene | null, place: Place): void {
  const isSnapshot = place.type === 'jobmanager' || place.type === 'storage'
  const selection = selectionOf(scene, place)
  if (selection !== null) select(selection)
  session.setState({ inspectorTab: isSnapshot ? 'checkpoint' : 'task' })
  // The sheet may have to open first.
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-inspector-panel]')?.focus())
}

function selectionOf(scene: Scene | null, place: Place): Selection | null {
  switch (place.type) {
    case 'task':
      return place
    case 'channel':
      return { type: 'channel', index: place.index }
    case 'broker': {
      const sink = scene?.actors.find(({ kind, vertex }) => kind === 'task' && vertex === place.vertex)
      return sink === undefined ? null : { type: 'task', actor: sink.index }
    }
    case 'jobmanager':
    case 'storage': {
      const newest = session.getState().frame?.coordinator.checkpoints[0]
      return newest === undefined ? null : { type: 'checkpoint', id: newest.id }
    }
  }
}

export function FlowTwin() {
  const text = useTexts(twinTexts)
  const scene = useScene()
  const frame = useCalmFrame(VERY_CALM_MS)
  const root = useRef<HTMLElement>(null)
  const walker = useWalker(scene, root)
  if (scene === null || frame === null || frame.channels.length !== scene.channels.length) return null
  return (
    <section ref={root} className="visually-hidden" aria-label={text.label} data-testid="flow-twin">
      <p>{text.hint}</p>
      <Tasks scene={scene} frame={frame} walker={walker} />
      <Around
        title={text.coordinator}
        place={{ type: 'jobmanager' }}
        name="JobManager"
        twin="coordinator"
        words={describeCoordinator(scene, frame, text)}
        walker={walker}
      />
      <Around
        title={text.storage}
        place={{ type: 'storage' }}
        name={text.storage}
        twin="storage"
        words={describeStorage(frame, text)}
        walker={walker}
      />
      {withBroker(scene).map(vertex => (
        <Around
          key={vertex.index}
          title={text.outside}
          place={{ type: 'broker', vertex: vertex.index }}
          name={text.broker(vertex.shortName)}
          twin={`broker ${vertex.shortName}`}
          words={describeBroker(scene, vertex, frame, text)}
          walker={walker}
        />
      ))}
      <h2>{text.verdict}</h2>
      <p data-twin="verdict">{describeVerdict(frame, text)}</p>
    </section>
  )
}

interface TasksProps {
  readonly scene: Scene
  readonly frame: Frame
  readonly walker: Walker
}

function Tasks({ scene, frame, walker }: TasksProps) {
  const text = useTexts(twinTexts)
  const groups = groupTasks(scene)
  return (['sources', 'operators', 'sinks'] as const)
    .filter(group => groups[group].length > 0)
    .map(group => (
      <div key={group}>
        <h2>{text[group]}</h2>
        {groups[group].map(actor => (
          <Task key={actor.index} scene={scene} frame={frame} actor={actor} walker={walker} />
        ))}
      </div>
    ))
}

function Task({ scene, frame, actor, walker }: TasksProps & { readonly actor: ActorScene }) {
  const text = useTexts(twinTexts)
  const shared = useText()
  const task = frame.tasks.find(one => one.actor === actor.index)
  if (task === undefined) return null
  const place: Place = { type: 'task', actor: actor.index }
  const described = `${idOf(place)}-text`
  return (
    <>
      <h3>
        <TwinButton
          place={place}
          walker={walker}
          aria-current={frame.rows[0]?.actor === actor.index ? 'step' : undefined}
          aria-describedby={described}
        >
          {actor.name}
        </TwinButton>
      </h3>
      <p id={described} data-twin={actor.name}>
        {describeTask(task, text, shared, frame.cursor.time, taskManagerOf(scene, task))}
      </p>
      <Channels scene={scene} frame={frame} actor={actor} walker={walker} side="input" />
      <Channels scene={scene} frame={frame} actor={actor} walker={walker} side="output" />
    </>
  )
}

interface ChannelsProps extends TasksProps {
  readonly actor: ActorScene
  readonly side: 'input' | 'output'
}

function Channels({ scene, frame, actor, walker, side }: ChannelsProps) {
  const text = useTexts(twinTexts)
  const channels = side === 'input' ? inputsOf(scene, actor.index) : outputsOf(scene, actor.index)
  const describe = side === 'input' ? describeInput : describeOutput
  if (channels.length === 0) return null
  return (
    <ul aria-label={side === 'input' ? text.inputs : text.channels}>
      {channels.map(channel => {
        const shown = frame.channels[channel.index]
        if (shown === undefined) return null
        return (
          <li key={channel.index}>
            <TwinButton place={{ type: 'channel', index: channel.index, side }} walker={walker}>
              {describe(scene, channel, shown, text)}
            </TwinButton>
          </li>
        )
      })}
    </ul>
  )
}

interface AroundProps {
  readonly title: string
  readonly place: Place
  readonly name: string
  readonly twin: string
  readonly words: string
  readonly walker: Walker
}

/** What stands around the tasks: a heading, the stop of the keyboard, and what is to be said. */
function Around({ title, place, name, twin, words, walker }: AroundProps) {
  const described = `${idOf(place)}-text`
  return (
    <>
      <h2>{title}</h2>
      <TwinButton place={place} walker={walker} aria-describedby={described}>
        {name}
      </TwinButton>
      <p id={described} data-twin={twin}>
        {words}
      </p>
    </>
  )
}

interface TwinButtonProps extends ComponentProps<'button'> {
  readonly place: Place
  readonly walker: Walker
}

function TwinButton({ place, walker, ...rest }: TwinButtonProps) {
  const isStop = walker.stop !== null && idOf(walker.stop) === idOf(place)
  return (
    <button
      type="button"
      {...rest}
      id={idOf(place)}
      tabIndex={isStop ? 0 : -1}
      data-twin-stop={isStop || undefined}
      onClick={() => inspect(walker.scene, place)}
      onKeyDown={event => {
        if (isMenuKey(event)) {
          event.preventDefault()
          openMenu(place)
        } else walker.press(event)
      }}
      onFocus={() => walker.arrive(place)}
      onBlur={() => session.setState({ focus: null })}
    />
  )
}
