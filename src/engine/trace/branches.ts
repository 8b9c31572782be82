/**
 * The tree of commands and the branches that are its named leaves. Acting at the end of a branch goes on with it;
 * acting earlier begins a new one and keeps the old.
 */
import { ensure } from '../../base/assert.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import type { Action } from '../api/command.ts'
import type { Branch, Command } from '../api/spec.ts'

export interface CommandTree {
  readonly commands: readonly Command[]
  readonly branches: readonly Branch[]
}

export const MAIN: Branch = { id: 0, name: 'main', tip: null, forkedAt: 0, parent: null }

export function branchOf(tree: CommandTree, id: number): Branch {
  return ensure(
    tree.branches.find(branch => branch.id === id),
    `branch ${id}`,
  )
}

/** The commands of a branch, oldest first. */
export function commandsOf(tree: CommandTree, branch: number): Command[] {
  const path: Command[] = []
  let id = branchOf(tree, branch).tip
  while (id !== null) {
    const command: Command = ensure(
      tree.commands.find(other => other.id === id),
      `command ${id}`,
    )
    path.push(command)
    id = command.parent
  }
  return path.reverse()
}

/** Where two lines of commands part: the last step that is the same in both. */
export function commonUntil(a: readonly Command[], b: readonly Command[]): number {
  let i = 0
  while (i < a.length && i < b.length && a[i]!.id === b[i]!.id) i += 1
  return Math.min(a[i]?.at ?? Infinity, b[i]?.at ?? Infinity)
}

/** Acts at `step` of `branch`, whose recorded end is `head`. The answer says on which branch the action lies. */
export function act(
  tree: CommandTree,
  branch: number,
  step: number,
  head: number,
  action: Action,
): { tree: CommandTree; branch: number; forked: boolean } {
  const path = commandsOf(tree, branch)
  const before = path.filter(command => command.at < step || (command.at === step && step >= head))
  const parent = before[before.length - 1]?.id ?? null
  const id = tree.commands.reduce((max, command) => Math.max(max, command.id), 0) + 1
  const command: Command = { id, parent, at: step, ...action }
  const commands = [...tree.commands, command]
  const current = branchOf(tree, branch)
  if (step >= head && parent === current.tip) {
    const branches = tree.branches.map(other => (other.id === branch ? { ...other, tip: id } : other))
    return { tree: { commands, branches }, branch, forked: false }
  }
  const next = tree.branches.reduce((max, other) => Math.max(max, other.id), 0) + 1
  const name = branchName(tree, action)
  const branches = [...tree.branches, { id: next, name, tip: id, forkedAt: step, parent: branch }]
  return { tree: { commands, branches }, branch: next, forked: true }
}

function branchName(tree: CommandTree, action: Action): string {
  const verb = action.kind.replace(/-.*/, '')
  const base = action.target === null ? action.kind : `${verb} ${action.target}`
  const taken = new Set(tree.branches.map(branch => branch.name))
  let name = base
  for (let i = 2; taken.has(name); i++) name = `${base} (${i})`
  return name
}

/** Takes the last command of a branch back. A branch that this leaves without a command of its own is forgotten. */
export function undo(
  tree: CommandTree,
  branch: number,
): Result<{ tree: CommandTree; branch: number; step: number }> {
  const current = branchOf(tree, branch)
  const command = tree.commands.find(other => other.id === current.tip)
  if (command === undefined)
    return fail('nothing-to-undo', 'commands', 'expected a command on this branch, got none')
  if (
    tree.commands.some(other => other.parent === command.id) ||
    tree.branches.some(other => other.id !== branch && other.tip === command.id)
  ) {
    return fail('command-is-shared', 'commands', 'expected a command that no other branch builds on')
  }
  const commands = tree.commands.filter(other => other.id !== command.id)
  const parentTip = current.parent === null ? null : commandsOf(tree, current.parent)
  const ownLeft = command.parent !== null && !(parentTip ?? []).some(other => other.id === command.parent)
  if (current.parent !== null && !ownLeft) {
    const branches = tree.branches
      .filter(other => other.id !== branch)
      .map(other => (other.parent === branch ? { ...other, parent: current.parent } : other))
    return ok({ tree: { commands, branches }, branch: current.parent, step: command.at })
  }
  const branches = tree.branches.map(other =>
    other.id === branch ? { ...other, tip: command.parent } : other,
  )
  return ok({ tree: { commands, branches }, branch, step: command.at })
}
