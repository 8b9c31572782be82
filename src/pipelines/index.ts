/** The pipelines that come with Weir, in the order of the picker. */
import { cleaning } from './cleaning/pipeline.ts'
import { firstPosts } from './first-posts/pipeline.ts'
import { flights } from './flights/pipeline.ts'
import { hotKeys } from './hot-keys/pipeline.ts'
import { learner } from './learner/pipeline.ts'
import { socketPosts } from './socket/pipeline.ts'
import { threeElements } from './three-elements/pipeline.ts'
import { wordCount } from './word-count/pipeline.ts'

export const pipelines = [
  wordCount,
  flights,
  threeElements,
  cleaning,
  learner,
  firstPosts,
  hotKeys,
  socketPosts,
] as const
