import { expect, test } from 'vitest'
import { copyPlain } from '../../base/copy.ts'
import { RichMapFunction } from '../../datastream/functions.ts'
import { Harness } from '../shared/harness.suite.ts'
import { map } from './operator.ts'

class Numbering extends RichMapFunction<string, string> {
  count = 0
  place = ''

  override open(): void {
    this.place = `${this.getRuntimeContext().getIndexOfThisSubtask()}`
  }

  map(value: string): string {
    this.count += 1
    return `${this.place}:${value}${this.count}`
  }
}

test('emits one result per record, with its timestamp', () => {
  const harness = new Harness(map, { function: (value: number) => value * 2 }).element(1, 10).element(2)
  expect(harness.emitted).toEqual([
    { value: 2, timestamp: 10 },
    { value: 4, timestamp: null },
  ])
})

test('every subtask has its own copy of a rich function, opened with its place', () => {
  const given = new Numbering()
  const first = new Harness(map, { function: given }, { subtask: 0 }).element('a').element('b')
  const second = new Harness(map, { function: given }, { subtask: 1 }).element('a')
  expect([...first.values, ...second.values]).toEqual(['0:a1', '0:b2', '1:a1'])
  expect(given.count).toBe(0)
})

test('its fields travel: a copy of the operator goes on from where it was copied', () => {
  const harness = new Harness(map, { function: new Numbering() }).element('a')
  const copy = copyPlain(harness.operator)
  harness.element('b')
  const results: unknown[] = []
  const collect = (value: unknown) => void results.push(value)
  const emitWatermark = () => {}
  const out = { collect, collectWithTimestamp: collect, output: collect, emitWatermark }
  copy.processElement('b', null, { ...out, emitWatermarkStatus: emitWatermark })
  expect(results).toEqual(['0:b2'])
})

test('takes an object with a map method and an open method', () => {
  const mapper = {
    prefix: '',
    open() {
      this.prefix = '>'
    },
    map(value: string) {
      return this.prefix + value
    },
  }
  expect(new Harness(map, { function: mapper }).element('a').values).toEqual(['>a'])
})
