/** The pipelines that come with Weir, in the order of the picker. */
import { aftershocks } from './aftershocks/pipeline.ts'
import { alarms } from './alarms/pipeline.ts'
import { cleaning } from './cleaning/pipeline.ts'
import { earthquakes } from './earthquakes/pipeline.ts'
import { feeds } from './feeds/pipeline.ts'
import { firstPosts } from './first-posts/pipeline.ts'
import { flights } from './flights/pipeline.ts'
import { fromStatistics } from './from-statistics/pipeline.ts'
import { hotKeys } from './hot-keys/pipeline.ts'
import { learner } from './learner/pipeline.ts'
import { rules } from './rules/pipeline.ts'
import { sessions } from './sessions/pipeline.ts'
import { silence } from './silence/pipeline.ts'
import { socketPosts } from './socket/pipeline.ts'
import { tableRead } from './table-read/pipeline.ts'
import { threeElements } from './three-elements/pipeline.ts'
import { unaligned } from './unaligned/pipeline.ts'
import { wordCount } from './word-count/pipeline.ts'

export const pipelines = [
  wordCount,
  flights,
  threeElements,
  earthquakes,
  sessions,
  alarms,
  silence,
  cleaning,
  feeds,
  aftershocks,
  rules,
  learner,
  firstPosts,
  hotKeys,
  unaligned,
  socketPosts,
  tableRead,
  fromStatistics,
] as const
