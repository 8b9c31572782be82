/** Measurements of penguins as they were written down, with the gaps and the slips left in. */
import { csvText, markdownLink, moduleText, type DataPackage, type DataSet } from './package.ts'

interface Penguin {
  readonly Species: string
  readonly Island: string
  readonly 'Beak Length (mm)': number | null
  readonly 'Beak Depth (mm)': number | null
  readonly 'Flipper Length (mm)': number | null
  readonly 'Body Mass (g)': number | null
  readonly Sex: string | null
}

const FILE = 'penguins.json'
/** Co-prime to the number of rows: a walk with this stride meets every row once, the species mixed. */
const STRIDE = 101
/** Where the walk begins, so that the first row with a gap comes soon. */
const START = 140

function penguinsCsv(penguins: readonly Penguin[]): string {
  const walked = penguins.map((_, i) => penguins[((START + i) * STRIDE) % penguins.length]!)
  if (new Set(walked).size !== penguins.length) throw new Error('expected a walk over all rows')
  const rows = walked.map(penguin => [
    penguin.Species,
    penguin.Island,
    penguin['Beak Length (mm)'] ?? '',
    penguin['Beak Depth (mm)'] ?? '',
    penguin['Flipper Length (mm)'] ?? '',
    penguin['Body Mass (g)'] ?? '',
    penguin.Sex ?? '',
  ])
  return csvText('species,island,beakLength,beakDepth,flipperLength,bodyMass,sex', rows)
}

export function penguinsData(vega: DataPackage): DataSet {
  const { sources, licenses, hash } = vega.resource(FILE)
  // The package gives this licence a name where the others have a title.
  const licence = `[CC0 1.0 Universal](${licenses[0]!.path})`
  const head = [
    `Source: ${sources.map(({ title }) => title).join(', ')}, by way of ${FILE} of ${vega.name} ${vega.version}.`,
    'Licence as recorded there: CC0 1.0 Universal.',
    'All rows, gaps included, in a mixed order.',
  ]
  return {
    name: 'Penguins',
    section: `- Source: ${sources.map(markdownLink).join(', ')}, by way of \`${FILE}\` of ${vega.name} ${vega.version}
  (${hash}).
- Licence, as the package's \`datapackage.json\` records it: ${licence}.
- Transformation: all rows, with their gaps and slips. The source has them by species; here every ${STRIDE}st follows the last,
  round and round, so that the species mix. An empty cell is the source's \`null\`. Lengths in mm, mass in g.
- It is \`src/pipelines/data/penguins.ts\`.
`,
    files: [
      {
        path: 'src/pipelines/data/penguins.ts',
        text: moduleText(head, 'PENGUINS_CSV', penguinsCsv(vega.readJson<readonly Penguin[]>('data', FILE))),
        bytesMax: 20_000,
      },
    ],
  }
}
