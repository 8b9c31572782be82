import { WatermarkStrategy } from '../../datastream/watermark-strategy.ts'
import { itemsOf, type Item, exampleOf } from '../shared/example.suite.ts'

export const example = exampleOf('timestamps-and-watermarks', env =>
  itemsOf(env, { watermarks: WatermarkStrategy.noWatermarks() }).assignTimestampsAndWatermarks(
    WatermarkStrategy.forMonotonousTimestamps<Item>()
      .withTimestampAssigner(({ time }) => time + 5)
      .withIdleness(20),
  ),
)
