import { expect, test } from 'vitest'
import { parsePenguin } from './parse-penguin.ts'

test('a complete row is read', () => {
  expect(parsePenguin('Adelie,Torgersen,39.1,18.7,181,3750,MALE')).toEqual({
    species: 'Adelie',
    island: 'Torgersen',
    beakLength: 39.1,
    beakDepth: 18.7,
    flipperLength: 181,
    bodyMass: 3750,
    sex: 'MALE',
  })
})

test.each([
  ['Gentoo,Biscoe,,,,,', 'no beakLength, beakDepth, flipperLength, bodyMass'],
  ['Gentoo,Biscoe,44.5,15.7,217,4875,.', 'unknown sex: .'],
  ['Adelie,Dream,37.5,18.9,179,2975,', 'no sex'],
  ['Adelie,Dream,37.5,x,179,2975,MALE', 'not a measurement: 37.5, x, 179, 2975'],
  ['Adelie', 'no beakLength, beakDepth, flipperLength, bodyMass'],
])('%s is refused', (line, reason) => {
  expect(parsePenguin(line)).toBe(reason)
})
