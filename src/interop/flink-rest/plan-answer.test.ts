import { expect, test } from 'vitest'
import type { Scene } from '../../engine/api/frame.ts'
import { planOf } from './plan-answer.ts'

function descriptionOf(name: string): string | undefined {
  const operators = [{ uid: 'a', name: 'a', kind: 'map', stateful: false }]
  const vertex = {
    index: 0,
    name,
    shortName: 'a',
    role: 'operator',
    parallelism: 1,
    maxParallelism: 128,
    operators,
  }
  const scene = { jobId: '0'.repeat(32), jobName: 'j', vertices: [vertex], channels: [], actors: [] }
  return planOf(scene as unknown as Scene).nodes[0]?.description
}

test.each([
  ['slow -> out: Writer', 'slow<br/>+- out: Writer<br/>'],
  ['Source: a -> b -> c', 'Source: a<br/>+- b<br/>   +- c<br/>'],
  ['a -> (b -> c, d: Writer)', 'a<br/>:- b<br/>:  +- c<br/>+- d: Writer<br/>'],
  ['a<b> & "c"', 'a&lt;b&gt; &amp; &quot;c&quot;<br/>'],
])('the chain %s is drawn as a tree', (name, description) => {
  expect(descriptionOf(name)).toBe(description)
})
