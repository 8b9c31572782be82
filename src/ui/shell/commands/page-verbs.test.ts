import { expect, test } from 'vitest'
import { found } from './find-verbs.ts'
import { stepVerbs } from './page-verbs.ts'

const labels = (words: string) => found(stepVerbs('en', words), words).map(({ label }) => label)

test.each(['512', ' 512 ', 'step 512', 'go to 512'])('%j names a step', words => {
  expect(labels(words)).toEqual(['Go to step 512'])
})

test.each(['', 'kill count-1', 'kill 5', 'step', '-5x', '99999999999'])('%j names none', words => {
  expect(labels(words)).toEqual([])
})
