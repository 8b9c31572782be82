import { expect, test } from 'vitest'
import { textPieces, wordsOf } from './words.ts'

const words = (text: string) => textPieces(text).flatMap(wordsOf)

test('words are in lower case and without punctuation', () => {
  expect(words('The sea, the "sea" – and\n\tTHE mill!')).toEqual([
    'the',
    'sea',
    'the',
    'sea',
    'and',
    'the',
    'mill',
  ])
})

test('apostrophes inside a word stay, digits count', () => {
  expect(words("don’t stop 'now' at 42nd")).toEqual(['don’t', 'stop', 'now', 'at', '42nd'])
})

test('each Han character is a word, and a record of its own', () => {
  expect(words('河水不停。数船的人')).toEqual(['河', '水', '不', '停', '数', '船', '的', '人'])
  expect(textPieces('河水,停。')).toEqual(['河', '水,', '停。'])
})

test('mixed scripts are kept apart', () => {
  expect(words('用Flink做流处理 v2')).toEqual(['用', 'flink', '做', '流', '处', '理', 'v2'])
})

test('pieces are what stands between spaces, so that records and words mostly go one to one', () => {
  expect(textPieces(' one,  two ')).toEqual(['one,', 'two'])
  expect(wordsOf('—')).toEqual([])
  expect(wordsOf('mill/sea')).toEqual(['mill', 'sea'])
})
