import { expect, test } from 'vitest'
import { found } from './find-verbs.ts'

const verb = (label: string, kind: string, unavailable: string | null = null) => ({
  label,
  definition: { kind },
  unavailable,
})

const VERBS = [
  verb('Kill count-0', 'kill-task', 'It is down.'),
  verb('Kill count-1', 'kill-task'),
  verb('Drop the next acknowledgement of count-1', 'drop-message'),
]

const labels = (words: string) => found(VERBS, words).map(({ label }) => label)

test('all words must be there, in any order, in the label or the kind', () => {
  expect(labels('count-1 kill')).toEqual(['Kill count-1'])
  expect(labels('MESSAGE')).toEqual(['Drop the next acknowledgement of count-1'])
  expect(labels('explode')).toEqual([])
})

test('what the page does is found by its note too, a command is not', () => {
  const noted = { ...verb('Configuration', 'config'), note: 'Unaligned checkpoints' }
  expect(found([noted], 'unaligned')).toEqual([])
  expect(found([{ ...noted, type: 'page' as const }], 'unaligned')).toHaveLength(1)
})

test('what can act now comes first', () => {
  expect(labels('kill')).toEqual(['Kill count-1', 'Kill count-0'])
  expect(labels('')).toHaveLength(3)
})

test('what is called so comes before what only says so', () => {
  const page = (label: string, note: string) => ({
    ...verb(label, label.toLowerCase()),
    type: 'page' as const,
    note,
  })
  const verbs = [page('Storage', 'Where checkpoints are kept.'), page('Checkpoints', '')]
  const run = { ...page('Pipeline: checkpoints', ''), replaces: true }
  const names = found([run, ...verbs], 'checkpoint').map(({ label }) => label)
  expect(names).toEqual(['Checkpoints', 'Storage', 'Pipeline: checkpoints'])
})
