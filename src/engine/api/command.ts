/**
 * What a person can do to a run between two steps: ask for a checkpoint, cancel the job, bring a fault about. Each
 * command is a unit in a folder of its own that declares everything about itself: what it is aimed at, its
 * parameters, its effect, why it cannot act, and its texts. Files, the command line, menus and narration know it by
 * this declaration alone. What it can do to the world is a closed list, so that the engine stays the judge of its rules.
 */
import type { Parameter, Params, ParamsOf } from '../../base/parameters.ts'
import type {
  ActorKind,
  ClusterFrame,
  CoordinatorFrame,
  Frame,
  Scene,
  StorageFrame,
  TaskFrame,
  TaskManagerFrame,
} from './frame.ts'
import type { CommandEffect } from './effect.ts'

/** Where it stands in a menu. */
export type CommandGroup =
  'job' | 'task' | 'cluster' | 'record' | 'message' | 'checkpoint' | 'storage' | 'transaction' | 'network'

/** What a refusal may look at: the scene, and the world at this step. */
export interface Subject {
  readonly scene: Scene
  readonly job: Frame['job']
  readonly coordinator: CoordinatorFrame
  readonly storage: StorageFrame
  /** The task it is aimed at; null where it is aimed at none. */
  readonly task: TaskFrame | null
  readonly cluster: ClusterFrame
  readonly taskManager: TaskManagerFrame | null
}

/**
 * Texts of one language. `{target}` stands for the name of what it is aimed at, `{factor}` for the value of the
 * parameter `factor`.
 */
export interface CommandTexts<Refusal extends string = string> {
  /** The verb in a menu that is about one target: `Kill {target}`. */
  readonly name: string
  /** The verb in a menu that lists the targets: `Kill a task`. */
  readonly menu: string
  /** What it does, in a sentence or two. */
  readonly does: string
  /** What is told of the step at which it acts. */
  readonly told: string
  /** Labels of parameters, by name. */
  readonly parameters: Readonly<Record<string, string>>
  /** Labels of options, by parameter and option. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly refusals: Readonly<Record<Refusal, string>>
}

export interface CommandDefinition<
  Ps extends readonly Parameter[] = readonly Parameter[],
  Refusal extends string = string,
> {
  readonly kind: string
  readonly group: CommandGroup
  /** The kind of actor of which it must name one; null: it is about the job, or about what there is only one of. */
  readonly target: ActorKind | null
  readonly parameters: Ps
  effect(params: ParamsOf<Ps>): CommandEffect
  /** Why it cannot act now, as a key of its texts; null when it can. */
  refusal(subject: Subject, params: ParamsOf<Ps>): Refusal | null
  readonly texts: {
    readonly en: CommandTexts<Refusal>
    readonly zh: CommandTexts<NoInfer<Refusal>>
  }
}

/** Lets the compiler check a unit against the contract and keeps the types of its parameters. */
export const defineCommand = <const Ps extends readonly Parameter[], Refusal extends string>(
  definition: CommandDefinition<Ps, Refusal>,
): CommandDefinition<Ps, Refusal> => definition

/** A command as it is asked for. What is not said of the parameters takes its default. */
export interface Action {
  readonly kind: string
  readonly target: string | null
  readonly params?: Params
}
