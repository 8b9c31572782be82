/** Flights: date, delay, distance and airports, as a file of the page and, shorter, as a module. */
import {
  csvText,
  markdownLink,
  moduleText,
  type DataPackage,
  type DataSet,
  type Resource,
} from './package.ts'

interface Flight {
  readonly date: string
  readonly delay: number
  readonly distance: number
  readonly origin: string
  readonly destination: string
}

const FILE = 'flights-5k.json'
const FILE_ROWS_MAX = 4000
const MODULE_ROWS_MAX = 2000

/** The source writes `2001/01/01 01:10` and names no zone; it is read as UTC, so that all machines agree. */
function epochMs(date: string): number {
  const match = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d)$/.exec(date)
  if (match === null) throw new Error(`expected a date like 2001/01/01 01:10, got ${date}`)
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = match.slice(1).map(Number)
  return Date.UTC(year, month - 1, day, hour, minute)
}

function checkRow(flight: Flight): void {
  const numbersFit = Number.isSafeInteger(flight.delay) && Number.isSafeInteger(flight.distance)
  const airportsFit = /^[A-Z]{3}$/.test(flight.origin) && /^[A-Z]{3}$/.test(flight.destination)
  if (!numbersFit || !airportsFit)
    throw new Error(`expected a complete flight, got ${JSON.stringify(flight)}`)
}

/** The earliest `rowsMax` flights as CSV, by time; flights of the same minute keep their order in the source. */
function flightsCsv(flights: readonly Flight[], rowsMax: number): string {
  flights.forEach(checkRow)
  const rows = flights
    .map(flight => ({ ...flight, time: epochMs(flight.date) }))
    .toSorted((left, right) => left.time - right.time)
    .slice(0, rowsMax)
    .map(({ time, delay, distance, origin, destination }) => [time, delay, distance, origin, destination])
  return csvText('time,delay,distance,origin,destination', rows)
}

function sectionText({ name, version }: DataPackage, resource: Resource): string {
  const { sources, licenses, path, hash, description } = resource
  return `- Source: ${sources.map(markdownLink).join(', ')}, by way of \`${path}\` of ${name} ${version}
  (${hash}).
- Licence, as the package's \`datapackage.json\` records it: ${licenses.map(markdownLink).join(', ')}.
  The package itself is under BSD-3-Clause.
- The package's description: ${description.replaceAll(/\s+/g, ' ')}
- Transformation: the first ${FILE_ROWS_MAX} rows by date. \`time\` is the source's \`date\`, which names no time zone, read as
  UTC, in milliseconds since 1970-01-01; \`delay\` (minutes), \`distance\` (miles), \`origin\` and \`destination\` (airport
  codes) are unchanged. Rows are sorted by \`time\`.
- \`src/pipelines/data/flights.ts\` holds the first ${MODULE_ROWS_MAX} rows of it, for pipelines that run without a file.
`
}

export function flightsData(vega: DataPackage): DataSet {
  const resource = vega.resource(FILE)
  const flights = vega.readJson<readonly Flight[]>('data', FILE)
  const { sources, licenses } = resource
  const head = [
    `Source: ${sources.map(({ title }) => title).join(', ')}, by way of ${FILE} of ${vega.name} ${vega.version}.`,
    `Licence as recorded there: ${licenses.map(({ title }) => title).join(', ')}.`,
    `The first ${MODULE_ROWS_MAX} rows of public/data/flights.csv.`,
  ]
  const text = moduleText(head, 'FLIGHTS_CSV', flightsCsv(flights, MODULE_ROWS_MAX))
  return {
    name: 'flights.csv',
    section: sectionText(vega, resource),
    files: [
      { path: 'public/data/flights.csv', text: flightsCsv(flights, FILE_ROWS_MAX), bytesMax: 200_000 },
      { path: 'src/pipelines/data/flights.ts', text, bytesMax: 100_000 },
    ],
  }
}
