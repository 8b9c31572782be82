import { expect, test } from 'vitest'
import { sweep } from './sweep.ts'

async function call(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const said = { out: '', error: '' }
  const code = await sweep.run([...args, '--jobs', '1'], {
    readStdin: () => '',
    out: text => void (said.out += text),
    error: text => void (said.error += text),
  })
  return { code, ...said }
}

test('a sweep prints a strip of signs and the counts of each leg', async () => {
  const { code, out } = await call(
    'word-count',
    '--limit',
    '8',
    '--task',
    'count-1',
    '--from',
    '60',
    '--steps',
    '20',
  )
  expect(code).toBe(0)
  expect(out).toMatch(/word-count seed 1: \d+ steps, 20 × kill-task/)
  expect(out).toContain(`      60 ${'·'.repeat(20)}`)
  expect(out).toContain('committed output exact 20')
})

test('the exit code says that something was lost, and JSON has a row for each step', async () => {
  const lossy = ['--config', 'weir.sources=non-replayable', '--limit', '12', '--from', '150', '--to', '152']
  const { code, out } = await call('word-count', '--fault', 'kill', '--task', 'source-0', '--json', ...lossy)
  const { fault, cells, counts } = JSON.parse(out) as {
    fault: string
    cells: { at: number; outcome: string; target: string }[]
    counts: { state: Record<string, number> }
  }
  expect(code).toBe(1)
  expect(fault).toBe('kill-task')
  expect(cells.map(({ at, outcome }) => [at, outcome])).toEqual([150, 151, 152].map(at => [at, 'lost']))
  expect(counts.state).toEqual({ lost: 3 })
})

test('what cannot be swept is refused with what is expected', async () => {
  const error = async (...args: string[]) => {
    const { code, error: text } = await call(...args)
    expect(code).toBe(2)
    return text
  }
  expect(await error('no-such')).toContain('unknown pipeline: no-such, expected one of')
  expect(await error('word-count', '--fault', 'flood')).toContain('--fault: expected one of kill-task')
  expect(await error('word-count', '--task', 'count-9')).toContain('--task: expected all or one of source-0')
  expect(await error('word-count', '--steps', '-1')).toContain('--steps')
})
