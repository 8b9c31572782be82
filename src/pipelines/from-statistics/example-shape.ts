/** What the pipeline has where no statistics are given: a join, one subtask of which holds most of the state. */
import { JOB_SHAPE_FORMAT, type JobShape, type VertexShape } from '../../engine/api/job-shape.ts'

const vertex = (name: string, parallelism: number, given: Partial<VertexShape>): VertexShape => ({
  name,
  parallelism,
  maxParallelism: 128,
  inputs: [],
  records: 0,
  ratePerSecond: 0,
  rows: null,
  rewrites: 0,
  sink: 'none',
  ...given,
})

const shape: JobShape = {
  format: JOB_SHAPE_FORMAT,
  vertices: [
    vertex('orders', 2, { records: 120, ratePerSecond: 300 }),
    vertex('payments', 1, { records: 60, ratePerSecond: 150 }),
    vertex('join', 4, {
      inputs: [
        { from: 'orders', ship: 'HASH' },
        { from: 'payments', ship: 'HASH' },
      ],
      rows: [8, 8, 30, 8],
      rewrites: 2,
    }),
    vertex('sink', 2, { inputs: [{ from: 'join', ship: 'REBALANCE' }], sink: 'alone-transactional' }),
  ],
}

export const EXAMPLE_SHAPE = JSON.stringify(shape)
