/**
 * A run as a line of steps that can be walked both ways. Forward is the kernel; back is the last keyframe and replay.
 * Commands act between two steps and are steps themselves.
 */
import { assert, AssertionError } from '../../base/assert.ts'
import type { Command } from '../api/spec.ts'
import type { FaultDefinition } from '../api/fault.ts'
import type { Registry } from '../../base/registry.ts'
import { onJobManagerMessage } from '../kernel/job-manager.ts'
import { newWorld } from '../kernel/new-world.ts'
import { JOB_MANAGER, type Plan } from '../kernel/plan.ts'
import { row, type PlantedBug, type Sim } from '../kernel/sim.ts'
import { handleNext, nextActor, nextTime } from '../kernel/step.ts'
import type { Actor, CompletedCheckpoint, World } from '../kernel/world.ts'
import { onTaskMessage } from '../task/on-message.ts'
import { capture, KeyframeLine } from './keyframes.ts'
import { Recorder } from './recorder.ts'
import { TraceLog, type LoggedRow } from './trace-log.ts'

/** Steps between keyframes when going event by event. */
export const KEYFRAME_SPACING = 256
/** Fast windows are cheaper to replay; their keyframes lie further apart. */
const FAST_KEYFRAME_SPACING = 8_192

export class BrokenInvariant extends Error {
  override name = 'BrokenInvariant'
  readonly step: number

  constructor(step: number, cause: AssertionError) {
    super(cause.message, { cause })
    this.step = step
  }
}

export class Timeline {
  readonly plan: Plan
  readonly log = new TraceLog()
  readonly sim: Sim
  readonly #recorder: Recorder
  readonly faults: Registry<FaultDefinition>
  readonly #keyframes = new KeyframeLine()
  #commands: readonly Command[] = []
  #commandSteps: readonly number[] = []
  #head = 0
  #headTime = 0
  /** Steps that were run again by the last seek. */
  replayed = 0

  constructor(plan: Plan, seed: number, faults: Registry<FaultDefinition>, start: CompletedCheckpoint | null, planted: PlantedBug | null) {
    this.plan = plan
    this.faults = faults
    this.#recorder = new Recorder(this.log)
    const current = { actor: 0, from: 0, cause: 0, sentAt: -1 }
    this.sim = { plan, world: newWorld(plan, seed, start), current, trace: this.#recorder, planted }
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
    assert(commands.every((command, i) => i === 0 || commands[i - 1]!.at <= command.at), 'commands are in the order of steps')
    if (keepUntil < this.#head) {
      this.seek(keepUntil)
      this.#keyframes.forgetFuture(this.world)
      this.log.truncate(keepUntil)
      this.#head = this.world.step
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

  /** One event. Returns false when there is none. */
  step(): boolean {
    if (!this.#keyframes.isAtEnd && this.world.step + 1 === this.#keyframes.nextStep) {
      this.#keyframes.moveTo(this.world, this.world.step + 1)
      return true
    }
    const known = this.world.step < this.#head
    if (!this.#advance(known)) return false
    if (this.world.step > this.#head) this.#grow(KEYFRAME_SPACING)
    return true
  }

  #advance(known: boolean): boolean {
    const command = this.#nextCommand()
    const actor = command === undefined ? this.#nextEvent() : null
    if (command === undefined && actor === null) return false
    this.#recorder.records = !known
    try {
      if (command !== undefined) this.#apply(command)
      else handleNext(this.sim, actor!)
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

  #apply(command: Command): void {
    const { current } = this.sim
    const target = this.plan.tasks.find((task) => task.name === command.target)
    const actor = this.world.actors[target?.actor ?? JOB_MANAGER]!
    current.actor = actor.index
    current.from = actor.index
    current.cause = actor.events
    current.sentAt = -1
    actor.events += 1
    const fault = this.faults.tryGet(command.kind)
    row(this.sim, 'CommandApplied', { reason: command.kind, peer: target?.actor ?? -1 })
    if (actor.kind === 'task' && target !== undefined) {
      assert(fault !== undefined, `a command on a task is a fault, got ${command.kind}`)
      onTaskMessage(this.sim, actor, target, { type: 'fault', effect: fault.effect })
    } else if (actor.kind === 'jobmanager') onJobManagerMessage(this.sim, actor, { type: 'command', kind: command.kind })
  }

  /** Moves to `step`, exactly. Forward it stops where nothing is left to happen; `budget` bounds the steps it runs. */
  seek(step: number, budget = Infinity): boolean {
    assert(step >= 0, 'steps are not negative')
    this.replayed = 0
    const from = this.world.step
    const base = Math.min(step, this.#head)
    if (step < from || this.#keyframes.stepFor(base) > from) this.#keyframes.moveTo(this.world, base)
    while (this.world.step < step && this.replayed < budget) {
      if (!this.step()) break
      this.replayed += 1
    }
    return this.world.step === step
  }

  /** Runs windows, actor by actor and without record rows, until the end, `limit` steps, or a command ahead. */
  runFast(limit: number): void {
    this.#toHead()
    while (this.world.step < limit) {
      if ((this.#commandSteps[this.#commandSteps.length - 1] ?? 0) > this.world.step) {
        if (!this.step()) return
        continue
      }
      if (this.#nextEvent() === null || !this.#window()) return
      this.#grow(FAST_KEYFRAME_SPACING)
    }
  }

  #toHead(): void {
    if (this.world.step < this.#head) this.seek(this.#head)
  }

  /** Handles every event of the window that begins with the next one. */
  #window(): boolean {
    const { world } = this
    const start = world.actors.reduce((least, actor) => Math.min(least, nextTime(actor)), Infinity)
    if (start === Infinity) return false
    const end = start + this.plan.lookahead
    const first = world.step + 1
    const keys: WindowEvent[] = []
    const rows: [Omit<LoggedRow, 'step'>, number][] = []
    this.#recorder.records = false
    let latest = start
    for (const actor of world.actors) {
      world.now = start
      while (nextTime(actor) < end) {
        const event = eventKey(world, actor)
        handleNext(this.sim, actor)
        keys.push(event)
        latest = Math.max(latest, world.now)
        for (const pending of this.#recorder.take()) rows.push([pending, keys.length - 1])
      }
    }
    world.now = latest
    world.step += keys.length
    this.log.noteMissing(first, world.step)
    if (rows.length > 0) this.#writeWindow(first, keys, rows)
    return true
  }

  #writeWindow(first: number, keys: readonly WindowEvent[], rows: [Omit<LoggedRow, 'step'>, number][]): void {
    const order = keys.map((_, index) => index).sort((a, b) => compareEvents(keys[a]!, keys[b]!))
    const stepOf = new Array<number>(keys.length)
    order.forEach((index, place) => {
      stepOf[index] = first + place
      this.log.noteStep(keys[index]!.actor, keys[index]!.event, first + place)
    })
    const written = rows.map(([pending, index]) => ({ ...pending, step: stepOf[index]! }))
    written.sort((a, b) => a.step - b.step)
    for (const item of written) this.log.append(item)
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

interface WindowEvent {
  readonly time: number
  readonly rank: number
  readonly senderRank: number
  readonly n: number
  readonly actor: number
  readonly event: number
}

function eventKey(world: World, actor: Actor): WindowEvent {
  const time = nextTime(actor)
  const message = actor.inbox.first
  const own = actor.kind === 'task' && actor.cpu !== 'none' && actor.cpuAt === time
  const cpuFirst = own && (message === undefined || message.at > time || actor.rank < message.rank || (actor.rank === message.rank && actor.cpuN < message.n))
  const event = actor.events + 1
  if (cpuFirst) return { time, rank: actor.rank, senderRank: actor.rank, n: actor.cpuN, actor: actor.index, event }
  return { time, rank: actor.rank, senderRank: message!.rank, n: message!.n, actor: actor.index, event }
}

function compareEvents(a: WindowEvent, b: WindowEvent): number {
  return a.time - b.time || a.rank - b.rank || a.senderRank - b.senderRank || a.n - b.n
}

/** The steps as which commands act: each after its `at`, and after the commands before it. */
function commandSteps(commands: readonly Command[]): number[] {
  let step = 0
  return commands.map((command) => (step = Math.max(command.at, step) + 1))
}
