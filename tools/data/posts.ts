/**
 * Who wrote to public mailing lists when, and when the letter arrived: dates, and numbers in place of people and
 * subjects. Nothing of what was written is kept, and no address.
 */
import { readdirSync } from 'node:fs'
import { csvText, moduleText, type DataPackage, type DataSet } from './package.ts'

const FOLDERS = ['easy-ham-1', 'easy-ham-2']
const FROM = Date.UTC(2002, 7, 19)
const TO = Date.UTC(2002, 7, 31)
/** A letter that took longer was kept somewhere, or its writer's clock was wrong. */
const WAY_MAX_MS = 2 * 86_400_000
/** A program that posts the news of other sites. */
const ROBOT = /^rssfeeds@/

interface Letter {
  readonly written: number
  readonly received: number
  readonly author: string
  readonly subject: string
  readonly list: string
}

/** The value of a header; folded lines are joined. */
function header(head: string, name: string): string {
  return new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? ''
}

function dateOf(text: string): number {
  return Date.parse(text.replace(/\s*\(.*\)\s*$/, '').trim())
}

function listOf(head: string): string {
  const id = /[\w-]+/.exec(header(head, 'List-Post').replace(/^<mailto:/, ''))?.[0]
  return id ?? ''
}

function letterOf(text: string): Letter | null {
  const head = text.slice(0, text.indexOf('\n\n')).replaceAll(/\n[ \t]+/g, ' ')
  const author = /[\w.+-]+@[\w.-]+/.exec(header(head, 'From'))?.[0]?.toLowerCase() ?? ''
  // Whoever hands a letter on writes a line on top: the first is the arrival.
  const received = dateOf(header(head, 'Received').split(';').at(-1) ?? '')
  const written = dateOf(header(head, 'Date'))
  const subject = header(head, 'Subject')
    .replaceAll(/\[[^\]]*\]|\bre:|\bfwd?:/gi, '')
    .replaceAll(/\s+/g, ' ')
  const complete = author !== '' && subject.trim() !== '' && Number.isFinite(written + received)
  if (!complete || ROBOT.test(author)) return null
  return { written, received, author, subject: subject.trim().toLowerCase(), list: listOf(head) }
}

function lettersOf(stdlib: DataPackage): Letter[] {
  const letters = FOLDERS.flatMap(folder =>
    readdirSync(stdlib.path('data', folder))
      .filter(name => name.endsWith('.json'))
      .toSorted()
      .map(name => letterOf(stdlib.readJson<{ text: string }>('data', folder, name).text)),
  )
  return letters
    .filter(letter => letter !== null)
    .filter(({ written }) => written >= FROM && written < TO)
    .filter(({ written, received }) => received >= written && received - written <= WAY_MAX_MS)
    .toSorted((left, right) => left.received - right.received || left.written - right.written)
}

/** Numbers in the order of first appearance. */
function numbering(prefix: string): (name: string) => string {
  const numbers = new Map<string, string>()
  return name => {
    const known = numbers.get(name) ?? `${prefix}${numbers.size + 1}`
    numbers.set(name, known)
    return known
  }
}

function postsCsv(stdlib: DataPackage): string {
  const authorOf = numbering('a')
  const threadOf = numbering('t')
  const rows = lettersOf(stdlib).map(({ written, received, author, subject, list }) => [
    written,
    received,
    authorOf(author),
    threadOf(subject),
    list === '' ? 'other' : list,
  ])
  return csvText('written,received,author,thread,list', rows)
}

export function postsData(stdlib: DataPackage): DataSet {
  const from = `${stdlib.name} ${stdlib.version}`
  const head = [
    `Source: the public mail corpus of SpamAssassin, by way of ${from}.`,
    'Licence as recorded there: ODC PDDL 1.0, contents CC0 1.0.',
    'Letters to public mailing lists of twelve days; authors and threads are numbers.',
  ]
  return {
    name: 'Posts',
    section: `- Source: the public mail corpus of SpamAssassin, by way of ${from}.
- Licence, as the package's README records it: [ODC PDDL 1.0](http://opendatacommons.org/licenses/pddl/1.0/), the contents
  [CC0 1.0](https://creativecommons.org/publicdomain/zero/1.0/). The package itself is under Apache-2.0.
- Transformation: the letters of ${FOLDERS.join(' and ')} written from 2002-08-19 to 2002-08-30 (UTC) that arrived within
  two days, without those of one program, sorted by arrival. \`written\` is the letter's own date, \`received\` that of the last
  host on its way, both in milliseconds since 1970-01-01. \`author\` and \`thread\` are numbers in the order of first appearance
  for the address and for the subject without "Re:"; \`list\` is the name of the mailing list. Addresses, subjects and texts
  are left out.
- It is \`src/pipelines/data/posts.ts\`.
`,
    files: [
      {
        path: 'src/pipelines/data/posts.ts',
        text: moduleText(head, 'POSTS_CSV', postsCsv(stdlib)),
        bytesMax: 45_000,
      },
    ],
  }
}
