/**
 * A run as a line of steps that can be walked both ways. Forward is the kernel; back is the last keyframe and replay.
 * Commands act between two steps and are steps themselves.
 */
import { assert, AssertionError, ensure } from '../../base/assert.ts'
import { completeParams, paramsText } from '../../base/parameters.ts'
import { millis } from '../../base/time.ts'
import type { Command } from '../api/spec.ts'
import type { CommandDefinition } from '../api/command.ts'
import type { CommandEffect } from '../api/effect.ts'
import type { Registry } from '../../base/registry.ts'
import { onTaskManagerMessage } from '../cluster/task-manager.ts'
import { onBrokerMessage } from '../kernel/broker.ts'
import { onJobManagerMessage } from '../kernel/job-manager.ts'
import { newWorld } from '../kernel/new-world.ts'
import { JOB_MANAGER, type Plan } from '../kernel/plan.ts'
import { row, type PlantedBug, type Sim } from '../kernel/sim.ts'
import { handleNext, handleUntil, nextActor, nextTime } from '../kernel/step.ts'
import { onStorageMessage } from '../kernel/storage.ts'
import { WindowLog } from '../kernel/window-log.ts'
import type { Actor, CompletedCheckpoint, World } from '../kernel/world.ts'
import { onTaskMessage } from '../task/on-message.ts'
import { capture, KeyframeLine } from './keyframes.ts'
import { Recorder } from './recorder.ts'
import { TraceLog, type PendingRow } from './trace-log.ts'

/** Steps between keyframes when going event by event. */
const KEYFRAME_SPACING = 256
/** Fast windows are cheaper to replay; their keyframes lie further apart. */
const FAST_KEYFRAME_SPACING = 131_072

export class BrokenInvariant extends Error {
  override name = 'BrokenInvariant'
  readonly step: number

  constructor(step: number, cause: AssertionError) {
    super(cause.message, { cause })
    this.step = step
  }
}

interface OpenWindow {
  readonly start: number
  readonly end: number
  /** Place of the actor that goes on. */
  next: number
  /** Time of the last event so far. */
  latest: number
}

export class Timeline {
  readonly plan: Plan
  readonly log = new TraceLog()
  readonly sim: Sim
  readonly #recorder: Recorder
  readonly commands: Registry<CommandDefinition>
  readonly #keyframes = new KeyframeLine()
  readonly #events = new WindowLog()
  #rows: { readonly row: PendingRow; readonly event: number }[] = []
  /** A window in which an event waits for state. Its step is that of the window's begin. */
  #open: OpenWindow | null = null
  /** Steps at which windows of fast runs ended, so that a replay can take the same windows. */
  #edges: number[] = []
  #commands: readonly Command[] = []
  #commandSteps: readonly number[] = []
  #head = 0
  #headTime = 0
  /** Steps that were run again by the last seek. */
  replayed = 0
  /** Where the last seek was to go. */
  sought = 0
  keyframeSpacing = KEYFRAME_SPACING
  /** What happens meanwhile writes no rows: for a future that is looked at once, at its end, and forgotten. */
  set silent(silent: boolean) {
    this.#recorder.silent = silent
  }

  /** For tests: the order of actors inside a window, which nobody may be able to tell. */
  reverseWindows = false

  constructor(
    plan: Plan,
    seed: number,
    commands: Registry<CommandDefinition>,
    start: CompletedCheckpoint | null,
    planted: PlantedBug | null,
  ) {
    this.plan = plan
    this.commands = commands
    this.#recorder = new Recorder(this.log)
    const current = { actor: 0, from: 0, cause: 0, sentAt: -1 }
    this.sim = {
      plan,
      world: newWorld(plan, seed, start),
      current,
      trace: this.#recorder,
      planted,
      source: null,
      need: [],
    }
    this.#keyframes.add(capture(this.world))
  }

  get world(): World {
    return this.sim.world
  }

  /** The last step that was reached on this line, and its time. */
  get head(): number {
    return this.#head
  }

  get headTime(): number {
    return this.#headTime
  }

  get keyframeCount(): number {
    return this.#keyframes.count
  }

  /** The commands of this line, by step. Steps after the first change are another future. */
  setCommands(commands: readonly Command[], keepUntil: number): void {
    assert(
      commands.every((command, i) => i === 0 || commands[i - 1]!.at <= command.at),
      'commands are in the order of steps',
    )
    if (keepUntil < this.#head) {
      this.seek(keepUntil)
      // Where an event waits for state it is before that step; what is up to there comes again.
      const { step } = this.world
      this.#keyframes.forgetFuture(this.world)
      this.log.truncate(step)
      while ((this.#edges.at(-1) ?? 0) > step) this.#edges.length -= 2
      this.#head = step
      this.#headTime = this.world.now
    }
    this.#commands = commands
    this.#commandSteps = commandSteps(commands)
  }

  /** Nothing is left to happen. */
  get isOver(): boolean {
    return this.#nextCommand() === undefined && this.#nextEvent() === null
  }

  #nextCommand(): Command | undefined {
    const index = this.#commandSteps.indexOf(this.world.step + 1)
    return index < 0 ? undefined : this.#commands[index]
  }

  #nextEvent(): Actor | null {
    return nextActor(this.sim)
  }

  /** One event. Returns false when there is none, or it waits for state. */
  step(): boolean {
    if (!this.#keyframes.isAtEnd && this.world.step + 1 === this.#keyframes.nextStep) {
      this.#keyframes.moveTo(this.world, this.world.step + 1)
      return true
    }
    const known = this.world.step < this.#head
    if (!this.#advance(known)) return false
    if (this.world.step > this.#head) this.#grow(this.keyframeSpacing)
    return true
  }

  #advance(known: boolean): boolean {
    const command = this.#nextCommand()
    const actor = command === undefined ? this.#nextEvent() : null
    if (command === undefined && actor === null) return false
    this.#recorder.records = !known
    try {
      if (command !== undefined) this.#apply(command)
      else if (!handleNext(this.sim, actor!)) return false
    } catch (error) {
      this.#recorder.take()
      throw error instanceof AssertionError ? new BrokenInvariant(this.world.step + 1, error) : error
    }
    this.world.step += 1
    const { actor: index } = this.sim.current
    if (known) this.#recorder.take()
    else this.#recorder.write(this.world.step, index, this.world.actors[index]!.events)
    return true
  }

  #grow(spacing: number): void {
    this.#head = this.world.step
    this.#headTime = this.world.now
    if (this.world.step - this.#keyframes.baseStep >= spacing) this.#keyframes.add(capture(this.world))
  }

  /** Keeps the world as it is here, at the end of the line, so that the way back to this step takes no replay. */
  keep(): void {
    assert(this.world.step === this.#head, 'only the end of a line is kept')
    if (this.#keyframes.isAtEnd && this.world.step > this.#keyframes.baseStep)
      this.#keyframes.add(capture(this.world))
  }

  #apply(command: Command): void {
    const { current } = this.sim
    const { kind } = command
    const definition = this.commands.get(kind)
    const complete = completeParams(definition.parameters, command.params ?? {})
    assert(complete.ok, `the parameters of ${kind} are as they are declared`)
    const params = complete.value
    const effect = definition.effect(params)
    const target = actorNamed(this.plan, command.target)
    const actor = this.world.actors[actorOf(this.plan, effect, target)]!
    current.actor = actor.index
    current.from = actor.index
    current.cause = actor.events
    current.sentAt = -1
    actor.events += 1
    const { durationMs } = params
    row(this.sim, 'CommandApplied', {
      reason: kind,
      peer: target,
      duration: typeof durationMs === 'number' ? millis(durationMs) : 0,
      effect: paramsText(params),
    })
    if (actor.kind === 'task' && effect.actor === 'task')
      onTaskMessage(this.sim, actor, this.plan.task(target), { type: 'command', effect })
    else if (actor.kind === 'taskmanager' && effect.actor === 'taskmanager')
      onTaskManagerMessage(this.sim, actor, { type: 'command', effect })
    else if (actor.kind === 'jobmanager' && effect.actor === 'jobmanager')
      onJobManagerMessage(this.sim, actor, { type: 'command', effect, target })
    else if (actor.kind === 'storage' && effect.actor === 'storage')
      onStorageMessage(this.sim, actor, { type: 'command', effect, target })
    else if (actor.kind === 'broker' && effect.actor === 'broker')
      onBrokerMessage(this.sim, actor, { type: 'command', effect, target })
  }

  #moveTo(step: number): void {
    this.#open = null
    this.#keyframes.moveTo(this.world, step)
  }

  /** Moves to `step`, exactly. Forward it stops where nothing is left to happen; `budget` bounds the steps it runs. */
  seek(step: number, budget = Infinity): boolean {
    assert(step >= 0, 'steps are not negative')
    this.replayed = 0
    this.sought = step
    const from = this.world.step
    const base = Math.min(step, this.#head)
    this.sim.need = []
    if (this.#open !== null || step < from || this.#keyframes.stepFor(base) > from) this.#moveTo(base)
    while (this.world.step < step && this.replayed < budget) {
      if (this.#replayWindow(step)) continue
      if (this.sim.need.length > 0 || !this.step()) break
      this.replayed += 1
    }
    return this.world.step === step
  }

  /** Where a fast run went over these steps, so does the replay, as long as the window ends before `step`. */
  #replayWindow(step: number): boolean {
    const here = this.world.step
    if (here >= this.#head || this.#edges.length === 0) return false
    const end = this.#windowFrom(here)
    if (end === null || end > step || end > this.#keyframes.nextStep) return false
    if (!this.#window()) return false
    assert(this.world.step === end, 'a window that is run again has the same events')
    this.replayed += end - here
    if (end === this.#keyframes.nextStep) this.#keyframes.moveTo(this.world, end)
    return true
  }

  /** Edges are pairs (first, end) in rising order. */
  #windowFrom(step: number): number | null {
    let low = 0
    let high = this.#edges.length >> 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#edges[2 * middle]! < step) low = middle + 1
      else high = middle
    }
    return this.#edges[2 * low] === step ? this.#edges[2 * low + 1]! : null
  }

  /** Runs windows, actor by actor and without record rows, until the end, `limit` steps, or a command ahead. */
  runFast(limit: number): void {
    this.sim.need = []
    if (this.#open === null) this.#toHead()
    while (this.world.step < limit) {
      if ((this.#commandSteps[this.#commandSteps.length - 1] ?? 0) > this.world.step) {
        if (!this.step()) return
        continue
      }
      const first = this.world.step
      if (!this.#window()) return
      this.#edges.push(first, this.world.step)
      this.#grow(FAST_KEYFRAME_SPACING)
    }
  }

  #toHead(): void {
    if (this.world.step < this.#head) this.seek(this.#head)
  }

  /** Handles every event of the window that begins with the next one. */
  #window(): boolean {
    const { world } = this
    const open = this.#open ?? this.#nextWindow()
    if (open === null) return false
    const first = world.step + 1
    if (!this.#handleWindow(open)) {
      this.#open = open
      return false
    }
    this.#open = null
    const { latest } = open
    world.now = latest
    world.step += this.#events.length
    if (world.step > this.#head) {
      this.log.noteMissing(first, world.step)
      if (this.#rows.length > 0) this.#writeWindow(first)
    }
    return true
  }

  #nextWindow(): OpenWindow | null {
    let start = Infinity
    for (const actor of this.world.actors) start = Math.min(start, nextTime(actor))
    if (start === Infinity) return null
    this.#events.clear()
    this.#rows = []
    return { start, end: start + this.plan.lookahead, next: 0, latest: start }
  }

  /** Goes on with the window; false: an event waits for state, and the actors before its own are through. */
  #handleWindow(open: OpenWindow): boolean {
    const { world } = this
    const { start, end } = open
    this.#recorder.records = false
    const note = () => {
      const event = this.#events.length - 1
      for (const row of this.#recorder.take()) this.#rows.push({ row, event })
    }
    const actors = this.reverseWindows ? [...world.actors].reverse() : world.actors
    for (; open.next < actors.length; open.next++) {
      world.now = start
      const isThrough = handleUntil(this.sim, actors[open.next]!, end, this.#events, note)
      open.latest = Math.max(open.latest, world.now)
      if (!isThrough) return false
    }
    return true
  }

  /** Rows get the steps that their events have in the order of events. */
  #writeWindow(first: number): void {
    const written = this.#rows.map(({ row, event }) => ({ row, step: first + this.#events.placeOf(event) }))
    written.sort((a, b) => a.step - b.step)
    for (const { row, step } of written) {
      this.log.append(row, step)
      this.log.noteStep(row.actor, row.event, step)
    }
  }

  /** After a broken invariant left an event half done: the world as it was before that event. */
  recover(): void {
    const { step } = this.world
    this.#keyframes.moveTo(this.world, step)
    while (this.world.step < step && this.step()) continue
  }

  /** Runs `read` on the world at `step`, and comes back. */
  at<T>(step: number, read: (world: World) => T): T {
    const here = this.world.step
    this.seek(step)
    const result = read(this.world)
    this.seek(here)
    return result
  }
}

/** The actor of that name; -1: a command names none. */
function actorNamed(plan: Plan, name: string | null): number {
  if (name === null) return -1
  return ensure(plan.actorNames.indexOf(name) + 1 || null, `an actor named ${name}`) - 1
}

/** The actor that carries out what a command does. */
function actorOf(plan: Plan, effect: CommandEffect, target: number): number {
  switch (effect.actor) {
    case 'task':
    case 'taskmanager':
      return target
    case 'jobmanager':
      return JOB_MANAGER
    case 'storage':
      return plan.storage
    case 'broker':
      return plan.broker
  }
}

/** The steps as which commands act: each after its `at`, and after the commands before it. */
function commandSteps(commands: readonly Command[]): number[] {
  let step = 0
  return commands.map(command => (step = Math.max(command.at, step) + 1))
}
