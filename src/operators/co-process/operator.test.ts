import { expect, test } from 'vitest'
import { CoProcessFunction } from '../../datastream/co-functions.ts'
import type { Collector, ProcessContext } from '../../datastream/functions.ts'
import { OutputTag } from '../../datastream/output-tag.ts'
import { Harness } from '../shared/harness.suite.ts'
import { coProcess } from './operator.ts'

const other = new OutputTag<string>('other')

class Sides extends CoProcessFunction<string, string, string> {
  processElement1(value: string, context: ProcessContext, out: Collector<string>): void {
    out.collect(`${value} ${context.timestamp()}`)
  }

  processElement2(value: string, context: ProcessContext): void {
    if (value === 'timer') context.timerService().registerProcessingTimeTimer(1)
    context.output(other, value)
  }
}

test('each input has its own method, with the timestamp of its record', () => {
  const harness = new Harness(coProcess, { function: new Sides() }).element('a', 1).element2('b', 2)
  expect(harness.emitted).toEqual([
    { value: 'a 1', timestamp: 1 },
    { value: 'b', timestamp: 2, tag: 'other' },
  ])
})

test('without keys there are no timers', () => {
  const harness = new Harness(coProcess, { function: new Sides() })
  expect(() => harness.element2('timer')).toThrow('Setting timers is only supported on a keyed streams.')
})
