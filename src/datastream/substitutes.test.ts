import { expect, test } from 'vitest'
import { CollectSink, DataStreamError, StreamExecutionEnvironment, TransactionalSink } from './index.ts'
import type { SourceParams } from '../engine/api/operator.ts'
import type { StreamGraph } from '../engine/api/stream-graph.ts'

type Ends = 'print' | 'plain' | 'transactional'

function graphOf(ends: Ends, config: Readonly<Record<string, string>>): StreamGraph {
  const env = new StreamExecutionEnvironment(config)
  const stream = env.fromElements(1, 2)
  if (ends === 'print') stream.print()
  else stream.sinkTo(ends === 'plain' ? new CollectSink() : new TransactionalSink())
  return env.getStreamGraph()
}

const sinksOf = (ends: Ends, sinks: string): string[] =>
  graphOf(ends, { 'weir.sinks': sinks })
    .nodes.filter(node => node.role === 'sink')
    .map(node => node.kind)

test('a pipeline keeps its own sinks unless the configuration says otherwise', () => {
  expect(sinksOf('print', 'as-built')).toEqual(['print'])
  expect(sinksOf('transactional', 'as-built')).toEqual(['transactional-writer', 'transactional-committer'])
})

test('plain puts a plain sink in the place of a transactional one, and leaves plain ones alone', () => {
  expect(sinksOf('transactional', 'plain')).toEqual(['collect'])
  expect(sinksOf('print', 'plain')).toEqual(['print'])
})

test('transactional puts a writer and a committer in the place of a plain sink', () => {
  const kinds = ['transactional-writer', 'transactional-committer']
  expect(sinksOf('print', 'transactional')).toEqual(kinds)
  expect(sinksOf('plain', 'transactional')).toEqual(kinds)
})

test('sources forget what they sent, or keep it, where the configuration says so', () => {
  const source = (sources: string) =>
    graphOf('plain', { 'weir.sources': sources }).nodes[0]!.params as SourceParams
  expect(source('as-built').replayable ?? true).toBe(true)
  expect(source('replayable').replayable).toBe(true)
  expect(source('non-replayable').replayable).toBe(false)
})

test('anything else is refused with what is expected', () => {
  expect(() => sinksOf('plain', 'twofold')).toThrow(DataStreamError)
  expect(() => graphOf('plain', { 'weir.sources': 'perhaps' })).toThrow(
    'expected as-built, replayable or non-replayable, got perhaps',
  )
})
