import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readRest } from '../../src/interop/flink-rest/read-rest.ts'
import { unzipFiles } from '../../src/interop/zip-file/zip-of-many.ts'
import { rest } from './rest.ts'

const folder = mkdtempSync(join(tmpdir(), 'weir-rest-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function call(...args: string[]): { code: number; out: string; error: string } {
  const said = { out: '', error: '' }
  const code = rest.run(['word-count', '--at', '400', ...args], {
    readStdin: () => '',
    out: text => void (said.out += text),
    error: text => void (said.error += text),
  })
  if (typeof code !== 'number') throw new Error('expected a command that answers at once')
  return { code, ...said }
}

test('it lists what it answers, and answers each of it', () => {
  const paths = call().out.trimEnd().split('\n')
  expect(paths).toContain('/jobs/overview')
  for (const path of paths.filter((_, i) => i % 5 === 0)) {
    const { code, out } = call('--path', path)
    expect(code).toBe(0)
    expect(readRest(out).ok, path).toBe(true)
  }
})

test('the job and its vertices go by their names, too', () => {
  const { out } = call('--path', '/jobs/:jobid/vertices/count/subtasktimes')
  expect(JSON.parse(out)).toMatchObject({
    name: expect.stringContaining('count'),
    subtasks: expect.any(Array),
  })
  expect(JSON.parse(call('--path', '/jobs/:jobid/vertices/count/subtasks/metrics').out)).toHaveLength(5)
})

test('a path that is not answered says so, and so do two wishes at once', () => {
  expect(call('--path', '/jobs/:jobid/weather')).toMatchObject({
    code: 2,
    error: expect.stringContaining('/weather'),
  })
  expect(call('--path', '/jobs', '--all', folder)).toMatchObject({
    code: 2,
    error: expect.stringContaining('got both'),
  })
  expect(call('--at=-1')).toMatchObject({
    code: 2,
    error: expect.stringContaining('--at: expected a step'),
  })
})

test('all answers go below a folder, and the same into a zip', () => {
  const paths = call().out.trimEnd().split('\n')
  expect(call('--all', join(folder, 'all')).out).toContain(`${paths.length} answers`)
  expect(existsSync(join(folder, 'all/jobs/overview.json'))).toBe(true)
  call('--all', join(folder, 'all.zip'))
  const wanted = { filesMax: 10_000, bytesMax: 10_000_000, isWanted: () => true }
  const zipped = unzipFiles(readFileSync(join(folder, 'all.zip')), wanted)
  if (!zipped.ok) throw new Error(zipped.error.message)
  expect(zipped.value.wanted).toHaveLength(paths.length)
  for (const { name, bytes } of zipped.value.wanted)
    expect(readFileSync(join(folder, 'all', name), 'utf8')).toBe(new TextDecoder().decode(bytes))
})

test('the documentation names every path, and none else', () => {
  const documented = [...readFileSync('docs/rest.md', 'utf8').matchAll(/`(\/[^`]+)`/g)].map(
    ([, path]) => path,
  )
  const answered = call()
    .out.trimEnd()
    .split('\n')
    .map(path =>
      path
        .replace(/\?.*$/, '')
        .replace(/^\/jobs\/[0-9a-f]{32}/, '/jobs/:jobid')
        .replace(/\/details\/\d+/, '/details/:checkpointid')
        .replace(/[0-9a-f]{32}/, ':vertexid')
        .replace(/\/subtasks\/\d+$/, '/subtasks/:subtaskindex')
        .replace(/^\/taskmanagers\/.+/, '/taskmanagers/:taskmanagerid'),
    )
  expect(new Set(answered)).toEqual(new Set(documented))
})
