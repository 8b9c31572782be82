import { expect, test } from 'vitest'
import { columns, csvRecords } from './source.ts'

const schema = { name: columns.text, delay: columns.integer, ratio: columns.number }

test('finds columns by name, in any order, and ignores others', () => {
  const { records, problems } = csvRecords('ratio,extra,name,delay\n0.5,x,"a,b",-3\n', schema)
  expect(records).toEqual([{ name: 'a,b', delay: -3, ratio: 0.5 }])
  expect(problems).toEqual([])
})

test('leaves out rows that do not fit, and names line, column and what was there', () => {
  const { records, problems } = csvRecords('name,delay,ratio\na,1,1\nb,x,1\nc,2\nd,,1\ne,5,1e3\n', schema)
  expect(records.map(record => record.name)).toEqual(['a', 'e'])
  expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
    'line 3, delay: expected a whole number, got "x"',
    'line 4, ratio: expected a cell, got a row of 2',
    'line 5, delay: expected a whole number, got ""',
  ])
})

test('a header without the columns is one problem', () => {
  expect(csvRecords('a,b\n1,2', schema).problems).toMatchObject([{ code: 'csv-header', path: 'line 1' }])
  expect(csvRecords('', schema).problems).toHaveLength(1)
})
