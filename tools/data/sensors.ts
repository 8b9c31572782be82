/** Readings of four wireless sensors, around the minutes in which somebody held a kettle of hot water to two of them. */
import { csvText, moduleText, type DataPackage, type DataSet } from './package.ts'

const FILE = 'data.csv'
const FIRST_READING = 2330
const LAST_READING = 2480
/** The package numbers the readings; the data were taken every five seconds. */
const INTERVAL_MS = 5000

interface Reading {
  readonly reading: number
  readonly mote: number
  readonly indoor: number
  readonly humidity: number
  readonly temperature: number
  readonly label: number
}

function readingOf(line: string): Reading {
  const cells = line.split(',').map(Number)
  if (cells.length !== 6 || !cells.every(Number.isFinite))
    throw new Error(`expected six numbers, got ${line}`)
  const [reading = 0, mote = 0, indoor = 0, humidity = 0, temperature = 0, label = 0] = cells
  return { reading, mote, indoor, humidity, temperature, label }
}

function sensorsCsv(text: string): string {
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map(readingOf)
    .filter(({ reading }) => reading >= FIRST_READING && reading <= LAST_READING)
    .toSorted((left, right) => left.reading - right.reading || left.mote - right.mote)
    .map(({ reading, mote, indoor, humidity, temperature, label }) => [
      (reading - FIRST_READING) * INTERVAL_MS,
      `${indoor === 1 ? 'indoor' : 'outdoor'}-${mote}`,
      temperature,
      humidity,
      label,
    ])
  return csvText('time,sensor,temperature,humidity,event', rows)
}

export function sensorsData(stdlib: DataPackage): DataSet {
  const from = `${stdlib.name} ${stdlib.version}`
  const head = [
    'Source: Suthaharan, Alzahrani, Rajasegarar, Leckie and Palaniswami (2010), "Labelled data collection for',
    `anomaly detection in wireless sensor networks", by way of ${from}.`,
    'Licence as recorded there: ODC-By 1.0, contents CC BY 4.0.',
    `Readings ${FIRST_READING} to ${LAST_READING} of the four sensors.`,
  ]
  return {
    name: 'Sensors',
    section: `- Source: Suthaharan, Shan, Mohammed Alzahrani, Sutharshan Rajasegarar, Christopher Leckie and Marimuthu Palaniswami.
  2010. "Labelled data collection for anomaly detection in wireless sensor networks", ISSNIP 2010, Brisbane. By way of
  ${from}.
- Licence, as the package's README records it: [ODC Attribution 1.0](http://opendatacommons.org/licenses/by/1.0/), the
  contents [CC BY 4.0](http://creativecommons.org/licenses/by/4.0/). The package itself is under Apache-2.0.
- Transformation: readings ${FIRST_READING} to ${LAST_READING} of the single-hop sensors. \`time\` counts from the first of them, in
  milliseconds, five seconds for each reading; \`sensor\` is the indoor flag and the number of the mote; temperature (°C)
  and relative humidity (%) are unchanged; \`event\` is the label: 1 while hot water was held to the sensor.
- It is \`src/pipelines/data/sensors.ts\`.
`,
    files: [
      {
        path: 'src/pipelines/data/sensors.ts',
        text: moduleText(head, 'SENSORS_CSV', sensorsCsv(stdlib.readText('data', FILE))),
        bytesMax: 30_000,
      },
    ],
  }
}
