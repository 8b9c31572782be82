import { expect, test } from 'vitest'
import { reachedReport } from '../sim/batch.ts'
import { SITUATION_NAMES } from '../sim/situations.ts'
import { sim } from './sim.ts'

async function call(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const said = { out: '', error: '' }
  const code = await sim.run(args, {
    readStdin: () => '',
    out: text => void (said.out += text),
    error: text => void (said.error += text),
  })
  return { code, ...said }
}

test('a range of seeds says how many passed, and what was never reached', async () => {
  const { code, out } = await call('--from', '500', '--seeds', '2', '--jobs', '1')
  expect(code).toBe(0)
  expect(out).toContain('reached in 2 runs:')
  expect(out).toMatch(/2 passed, 0 failed\n$/)
})

test('one seed is told apart', async () => {
  const { code, out } = await call('--seed', '501')
  expect(code).toBe(0)
  expect(out).toMatch(/step \d+, [A-Z]+;/)
})

test('when the time is over it says with which seed to go on', async () => {
  const { code, out } = await call('--seeds', '100', '--minutes', '0', '--jobs', '1')
  expect(code).toBe(0)
  expect(out).toContain('go on with --from 11')
})

test('what was never reached is listed', () => {
  const report = reachedReport(new Map([[SITUATION_NAMES[0]!, 2]]), 2)
  expect(report).toContain(`2  ${SITUATION_NAMES[0]}`)
  expect(report.match(/ {2}never {2}/g)).toHaveLength(SITUATION_NAMES.length - 1)
})

test('what is no number is refused', async () => {
  expect(await call('--seeds', 'many')).toMatchObject({
    code: 2,
    error: '--seeds: expected a whole number, got many\n',
  })
})
