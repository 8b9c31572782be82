/** Every command is told, and its message faults with it, in both languages and without a hole. */
import { expect, test } from 'vitest'
import { commands } from '../../commands/index.ts'
import { goTo, wordCount } from '../../faults/shared/run.suite.ts'
import { anyRefusalText, commandName, commandNote, toldText } from './command-texts.ts'
import { narrate } from './narrate.ts'
import { plain } from './sentence.ts'

test('names and notes have their values filled in', () => {
  const pause = commands.find(({ kind }) => kind === 'pause-task')!
  expect(commandName(pause, 'en', 'count-1')).toBe('Pause count-1 for 1 s')
  expect(commandName(pause, 'zh', 'count-1', { durationMs: 0.5 })).toBe('让 count-1 暂停 500 µs')
  const drop = commands.find(({ kind }) => kind === 'drop-message')!
  expect(commandName(drop, 'en', 'count-1', { message: 'complete' })).toBe(
    'Drop the next notification of completion of count-1',
  )
  for (const definition of commands) {
    for (const language of ['en', 'zh'] as const) {
      const words = `${commandName(definition, language, 'count-1')}${commandNote(definition, language)}`
      expect(words).not.toMatch(/[{}]|undefined/)
    }
  }
})

test('what is told comes from the definition; a kind that is not known is told otherwise', () => {
  expect(plain(toldText('en', 'slow-task', 'count-1', 'factor=3') ?? [])).toBe(
    'You make count-1 3 times slower.',
  )
  expect(plain(toldText('zh', 'slow-task', 'count-1', '') ?? [])).toBe('你让 count-1 放慢到 8 倍。')
  expect(toldText('en', 'explode', '', '')).toBeNull()
  expect(anyRefusalText('en', 'nothing-stored')).toBe('Storage holds nothing yet.')
  expect(anyRefusalText('en', 'no-such-reason')).toBeUndefined()
})

test.each([
  ['drop-message', 'The acknowledgement from count-1 to JobManager is lost on the way.'],
  ['delay-message', 'The acknowledgement from count-1 to JobManager comes 200 ms late.'],
  ['duplicate-message', 'The acknowledgement from count-1 to JobManager goes out twice.'],
])('%s is told at the message', (kind, sentence) => {
  const run = wordCount()
  goTo(run, 'CheckpointCompleted')
  run.act(kind, 'count-1')
  const tampered = goTo(run, 'RpcTampered')
  expect(plain(narrate(tampered, run.scene, null, 'en'))).toBe(sentence)
  expect(plain(narrate(tampered, run.scene, null, 'zh'))).toMatch(/^count-1 发给 JobManager 的确认.*。$/)
})
