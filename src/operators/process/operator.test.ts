import { expect, test } from 'vitest'
import { ProcessFunction, type Collector, type ProcessContext } from '../../datastream/functions.ts'
import { OutputTag } from '../../datastream/output-tag.ts'
import { Harness } from '../shared/harness.suite.ts'
import { plainProcess } from './operator.ts'

const odd = new OutputTag<number>('odd')

class Split extends ProcessFunction<number, string> {
  processElement(value: number, context: ProcessContext, out: Collector<string>): void {
    if (value % 2 === 1) context.output(odd, value)
    else out.collect(`${value}@${context.timestamp()}`)
  }
}

test('emits to the main output and to side outputs', () => {
  const harness = new Harness(plainProcess, { function: new Split() })
    .element(2, 20)
    .element(3, 30)
    .element(4)
  expect(harness.emitted).toEqual([
    { value: '2@20', timestamp: 20 },
    { value: 3, timestamp: 30, tag: 'odd' },
    { value: '4@null', timestamp: null },
  ])
})

class Clocks extends ProcessFunction<'read' | 'set' | 'delete', string> {
  processElement(value: string, context: ProcessContext, out: Collector<string>): void {
    const timers = context.timerService()
    if (value === 'set') timers.registerEventTimeTimer(1)
    if (value === 'delete') timers.deleteProcessingTimeTimer(1)
    out.collect(`${timers.currentProcessingTime()} ${timers.currentWatermark()}`)
  }
}

test('without keys it can read the clocks, and set no timers', () => {
  const harness = new Harness(plainProcess, { function: new Clocks() }, { processingTime: 7 })
  expect(harness.element('read').watermark(5).element('read').values).toEqual(['7 -Infinity', '7 5'])
  expect(() => harness.element('set')).toThrow('Setting timers is only supported on a keyed streams.')
  expect(() => harness.element('delete')).toThrow('Deleting timers is only supported on a keyed streams.')
})
