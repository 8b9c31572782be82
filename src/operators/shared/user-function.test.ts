import { expect, test } from 'vitest'
import type {
  CheckpointedFunction,
  FunctionInitializationContext,
  FunctionSnapshotContext,
} from '../../datastream/checkpointed-function.ts'
import { ListStateDescriptor, MapStateDescriptor } from '../../datastream/descriptors.ts'
import { RichMapFunction } from '../../datastream/functions.ts'
import type { BroadcastState, ListState } from '../../engine/api/state.ts'
import { map } from '../map/operator.ts'
import { Harness } from './harness.suite.ts'

/** Buffers what it sees in a field, and writes it into list state with each checkpoint. */
class Buffering extends RichMapFunction<string, string> implements CheckpointedFunction {
  calls: string[] = []
  seen: string[] = []
  list!: ListState<string>
  last!: BroadcastState<string, number>

  initializeState(context: FunctionInitializationContext): void {
    this.calls.push(context.isRestored() ? 'restore' : 'initialize')
    const store = context.getOperatorStateStore()
    this.list = store.getListState(new ListStateDescriptor<string>('seen'))
    this.last = store.getBroadcastState(new MapStateDescriptor<string, number>('last'))
    this.seen = [...this.list.get()]
  }

  override open(): void {
    this.calls.push('open')
  }

  map(value: string): string {
    this.seen.push(value)
    return `${this.calls.join()}: ${this.seen.join()} ${this.last.get('checkpoint')}`
  }

  snapshotState(context: FunctionSnapshotContext): void {
    this.list.update(this.seen)
    this.last.put('checkpoint', context.getCheckpointId())
  }

  override close(): void {
    this.list.clear()
    this.list.add('closed')
  }
}

const params = { function: new Buffering() }

test('a function writes its operator state with each checkpoint and has it back before it is opened', () => {
  const before = new Harness(map, params).element('a').element('b')
  const state = before.snapshot(7)
  before.element('lost')
  expect(before.values[0]).toBe('initialize,open: a null')
  expect(new Harness(map, params, { state }).element('c').values).toEqual(['initialize,open: a,b,c 7'])
})

test('it is closed at the end of the input', () => {
  const harness = new Harness(map, params).element('a')
  expect(harness.lists).toEqual({})
  expect(harness.finish().lists).toEqual({ seen: ['closed'] })
})

test('null is no item of a list', () => {
  const nulls = {
    initializeState(context: FunctionInitializationContext) {
      const store = context.getOperatorStateStore()
      store.getUnionListState(new ListStateDescriptor<unknown>('l')).add(null)
    },
    snapshotState() {},
    map: (value: unknown) => value,
  }
  expect(() => new Harness(map, { function: nulls })).toThrow('You cannot add null to a ListState.')
})
