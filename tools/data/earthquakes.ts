/** Three days of earthquakes, in the order in which the feed last updated them: many come hours after their time. */
import { csvText, markdownLink, moduleText, type DataPackage, type DataSet } from './package.ts'

interface Feed {
  readonly features: readonly {
    readonly properties: {
      readonly time: number
      readonly updated: number
      readonly mag: number
      readonly place: string
      readonly net: string
    }
  }[]
}

const FILE = 'earthquakes.json'
const DAYS = 3
const DAY_MS = 86_400_000

const SHORT_NAMES: Readonly<Record<string, string>> = { CA: 'California', NV: 'Nevada', MX: 'Mexico' }

/** `4km W of Castaic, CA` is in California. */
function regionOf(place: string): string {
  const region = place.split(', ').at(-1)!.trim()
  return SHORT_NAMES[region] ?? region
}

function earthquakesCsv({ features }: Feed): string {
  const quakes = features.map(({ properties }) => properties)
  const end = Math.min(...quakes.map(({ time }) => time)) + DAYS * DAY_MS
  const rows = quakes
    .filter(({ time }) => time < end)
    .toSorted((left, right) => left.updated - right.updated || left.time - right.time)
    .map(({ time, updated, mag, net, place }) => {
      if (updated < time) throw new Error(`expected an update after the quake, got ${updated} < ${time}`)
      return [time, updated, mag, net, regionOf(place)]
    })
  return csvText('time,updated,magnitude,network,region', rows)
}

export function earthquakesData(vega: DataPackage): DataSet {
  const { sources, licenses, hash } = vega.resource(FILE)
  const head = [
    `Source: ${sources.map(({ title }) => title).join(', ')}, by way of ${FILE} of ${vega.name} ${vega.version}.`,
    `Licence as recorded there: ${licenses.map(({ title }) => title).join(', ')}.`,
    `The quakes of the first ${DAYS} days, by the time of their last update.`,
  ]
  return {
    name: 'Earthquakes',
    section: `- Source: ${sources.map(markdownLink).join(', ')}, by way of \`${FILE}\` of ${vega.name} ${vega.version}
  (${hash}).
- Licence, as the package's \`datapackage.json\` records it: ${licenses.map(markdownLink).join(', ')}.
- Transformation: the quakes of the first ${DAYS} days (from 2018-01-31, UTC), sorted by \`updated\`. \`time\` and \`updated\` are
  the feed's, in milliseconds since 1970-01-01; \`magnitude\` is its \`mag\`, \`network\` its \`net\`; \`region\` is what \`place\`
  ends with, with CA, NV and MX written out.
- It is \`src/pipelines/data/earthquakes.ts\`.
`,
    files: [
      {
        path: 'src/pipelines/data/earthquakes.ts',
        text: moduleText(head, 'EARTHQUAKES_CSV', earthquakesCsv(vega.readJson<Feed>('data', FILE))),
        bytesMax: 45_000,
      },
    ],
  }
}
