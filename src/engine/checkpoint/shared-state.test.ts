import { expect, test } from 'vitest'
import type { KeyedStatePart, StateFile } from '../api/state-backend.ts'
import { SubtaskState } from '../state/subtask-state.ts'
import type { CoordinatorState } from './coordinator-state.ts'
import { registerShared, unregisterUnused } from './shared-state.ts'

/** Only what the registry reads of a state: its files. */
function stateOf(...files: readonly StateFile[]): SubtaskState {
  const part = { files: { list: files, resolved: (own: KeyedStatePart) => own } } as unknown as KeyedStatePart
  return new SubtaskState({ keyed: [part] } as unknown as SubtaskState['parts'], 0)
}

const written = (id: string): StateFile => ({ id, bytes: 1, content: { id } }) as unknown as StateFile
const placeholder = (id: string): StateFile => ({ id, bytes: 1, content: null }) as unknown as StateFile
const coordinator = (): CoordinatorState => ({ completed: [] }) as unknown as CoordinatorState
const known = ({ shared }: CoordinatorState): string[] => Object.keys(shared ?? {}).sort()

test('F098: what only a subsumed checkpoint used is deleted, what a later one uses is kept', () => {
  const state = coordinator()
  registerShared(state, 1, stateOf(written('f1'), written('f2')))
  registerShared(state, 2, stateOf(placeholder('f1'), written('f3')))
  expect(unregisterUnused(state, 2)).toEqual(['f2'])
  expect(known(state)).toEqual(['f1', 'f3'])
})

test('F099: a placeholder for a file that nobody has registered is an error', () => {
  expect(() => registerShared(coordinator(), 1, stateOf(placeholder('f1')))).toThrow(
    'a placeholder stands for a file that is registered: f1',
  )
})

test('F100: a file that an aborted checkpoint referred to lasts until what is retained is newer than that', () => {
  const state = coordinator()
  registerShared(state, 1, stateOf(written('f1')))
  registerShared(state, 2, stateOf(placeholder('f1')))
  registerShared(state, 3, stateOf(written('f2')))
  expect(unregisterUnused(state, 2)).toEqual([])
  expect(unregisterUnused(state, 3)).toEqual(['f1'])
  expect(known(state)).toEqual(['f2'])
})
