/** One row of the penguins: the measurements, or why they cannot be used. */
export interface Penguin {
  readonly species: string
  readonly island: string
  readonly beakLength: number
  readonly beakDepth: number
  readonly flipperLength: number
  readonly bodyMass: number
  readonly sex: 'MALE' | 'FEMALE'
}

const MEASURES = ['beakLength', 'beakDepth', 'flipperLength', 'bodyMass'] as const

export function parsePenguin(line: string): Penguin | string {
  const [species = '', island = '', ...rest] = line.split(',')
  const cells = rest.slice(0, MEASURES.length)
  const missing = MEASURES.filter((_, i) => (cells[i] ?? '') === '')
  if (missing.length > 0) return `no ${missing.join(', ')}`
  const [beakLength = 0, beakDepth = 0, flipperLength = 0, bodyMass = 0] = cells.map(Number)
  if (!cells.every(cell => Number(cell) > 0)) return `not a measurement: ${cells.join(', ')}`
  const sex = rest[MEASURES.length] ?? ''
  if (sex === '') return 'no sex'
  if (sex !== 'MALE' && sex !== 'FEMALE') return `unknown sex: ${sex}`
  return { species, island, beakLength, beakDepth, flipperLength, bodyMass, sex }
}
