/** The pipelines that come with Weir, in the order of the picker. */
import { flights } from './flights/pipeline.ts'
import { threeElements } from './three-elements/pipeline.ts'
import { wordCount } from './word-count/pipeline.ts'

export const pipelines = [wordCount, flights, threeElements] as const
