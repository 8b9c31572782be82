/**
 * Files in and out. A file is refused by its size before a byte of it is read; what is in it is judged by the
 * engine's side, and nothing of the run on the page changes on a problem.
 */
import { detect, looksLikeConfig } from '../interop/detect.ts'
import { clusterText, isCluster, isClusterShown, openCluster, type NamedText } from './cluster.ts'
import { isSealed } from '../interop/sealed-file/sealed-file.ts'
import { pastedAnswers } from '../interop/flink-rest/pasted-answers.ts'
import { isZip } from '../interop/zip-file/zip.ts'
import { unzipFiles } from '../interop/zip-file/zip-of-many.ts'
import type { UidMap } from '../interop/snapshot-file/remap.ts'
import type { Packing, Problem, SnapshotTarget } from '../worker/protocol.ts'
import { offerConfig } from './config.ts'
import { pausePlayback, showProblem } from './engine.ts'
import {
  exportRunText,
  exportSnapshotFile,
  importMapped,
  importText,
  planSnapshot,
  showOpened,
  unpackFile,
} from './run-commands.ts'
import { startPipeline } from './runs.ts'
import { session, showToast } from './session.ts'

export const FILE_BYTES_MAX = 256 * 1024 * 1024
/** A larger file is no statistics. */
const CLUSTER_BYTES_MAX = 64 * 1024 * 1024

const looksLikeJson = (name: string, text: string): boolean =>
  /\.json$/i.test(name) || /^\s*[{[]/.test(text.slice(0, 200))

/**
 * Opens what was dropped or chosen. Statistics of a cluster belong together, however many files they are in; with
 * them, any other JSON is told as one of them that could not be read. Of other files the first is opened.
 */
export async function openFiles(files: readonly File[]): Promise<void> {
  const given = await readJsonFiles(files)
  const isOpen = isClusterShown(session.getState())
  const mine = given.filter(one => !isOwn(one.text) && (isOpen || isCluster(one)))
  const others = mine.length === 0 ? [] : given.filter(one => !mine.includes(one) && !isOwn(one.text))
  const opened = [...mine, ...others]
  const isOpened = ({ name }: File) =>
    opened.some(one => one.name === name || one.name.startsWith(`${name}/`))
  const left = files.filter(file => !isOpened(file))
  if (opened.length === 0) {
    if (left[0] !== undefined) await openFile(left[0])
    return
  }
  const own: File[] = []
  for (const file of left)
    if (given.some(one => one.name === file.name) || (await isPacked(file))) own.push(file)
  openCluster(
    opened,
    left.filter(file => !own.includes(file)).map(({ name }) => ({ file: name, ...NO_ANSWER })),
  )
  if (own[0] !== undefined) await openFile(own[0])
}

const NO_ANSWER = {
  code: 'wrong-format',
  path: '$',
  message: `expected JSON of at most ${CLUSTER_BYTES_MAX / 1024 / 1024} MB, as Flink’s REST interface answers it`,
} as const

async function readJsonFiles(files: readonly File[]): Promise<readonly NamedText[]> {
  const texts: NamedText[] = []
  for (const file of files) {
    if (file.size > CLUSTER_BYTES_MAX) continue
    if (await isZipped(file)) texts.push(...(await zippedAnswers(file)))
    else {
      const text = await readText(file)
      if (text !== null && looksLikeJson(file.name, text)) texts.push({ name: file.name, text })
    }
  }
  return texts
}

const headOf = async (file: File): Promise<Uint8Array> =>
  new Uint8Array(await file.slice(0, 1000).arrayBuffer())

const isZipped = async (file: File): Promise<boolean> => isZip(await headOf(file))

const ZIPPED_FILES_MAX = 5000

/** What a Mac puts into a zip beside each file is none of its files. */
const isAnswerFile = (name: string): boolean =>
  /\.(?:json|har)$/i.test(name) && !/(?:^|\/)(?:__MACOSX\/|\.)/.test(name)

/** The answers in a zip, if there are any: one with a run or a snapshot in it is for somebody else. */
async function zippedAnswers(file: File): Promise<readonly NamedText[]> {
  const limits = { filesMax: ZIPPED_FILES_MAX, bytesMax: CLUSTER_BYTES_MAX, isWanted: isAnswerFile }
  const unzipped = unzipFiles(new Uint8Array(await file.arrayBuffer()), limits)
  if (!unzipped.ok) return []
  const decoder = new TextDecoder()
  const texts = unzipped.value.wanted.map(({ name, bytes }) => ({
    name: `${file.name}/${name}`,
    text: decoder.decode(bytes),
  }))
  return texts.some(isCluster) ? texts : []
}

/** A text that was pasted outside of any field: statistics of a cluster, one answer or several, or nothing for us. */
export function openPasted(text: string): boolean {
  const isOpen = isClusterShown(session.getState())
  if (text.length > CLUSTER_BYTES_MAX) return false
  const found = pastedAnswers(text).map(({ path, text: own }, i) => ({
    name: `${PASTED} ${pastes + i + 1}${path === null ? '' : `${path}.json`}`,
    text: own,
  }))
  const answers = isOpen && /^\s*[{[]/.test(text) ? found : found.filter(isCluster)
  if (answers.length === 0) return false
  pastes += found.length
  openCluster(answers)
  return true
}

const PASTED = 'pasted'
let pastes = 0

const isOwn = (text: string): boolean => isSealed(text.slice(0, 1000)) || detect(text).ok

/** Opens a run or a snapshot; a config.yaml is shown to be applied; a plain text becomes the records of the first pipeline that takes one. */
export async function openFile(file: File): Promise<void> {
  pausePlayback()
  if (file.size > FILE_BYTES_MAX) {
    const megabytes = Math.ceil(file.size / 1024 / 1024)
    const message = `expected at most ${FILE_BYTES_MAX / 1024 / 1024} MB, got ${megabytes} MB`
    showProblem('import', { code: 'file-too-large', path: '', message }, file.name)
    return
  }
  if (await isPacked(file)) {
    await openPacked(file, null)
    return
  }
  const text = await readText(file)
  if (text === null) return
  if (looksLikeConfig(file.name, text)) offerConfig(text, file.name)
  else if (looksLikeJson(file.name, text)) await openText(text, file.name)
  else await runText(text, file.name)
}

/** A zip, or a file under a passphrase: by its first bytes, not by its name. */
async function isPacked(file: File): Promise<boolean> {
  const head = await headOf(file)
  return isZip(head) || isSealed(new TextDecoder().decode(head))
}

/** Asks for the passphrase where one is needed, and again where it was a wrong one. */
export async function openPacked(file: File, passphrase: string | null): Promise<void> {
  const answer = await unpackFile(file, passphrase)
  const isLocked = !answer.ok && ['passphrase-needed', 'wrong-passphrase'].includes(answer.error.code)
  if (isLocked) {
    session.setState({ dialog: 'passphrase', lockedFile: { file, isWrong: passphrase !== null } })
    return
  }
  session.setState(({ dialog }) => ({ dialog: dialog === 'passphrase' ? null : dialog, lockedFile: null }))
  if (answer.ok) await openText(answer.value, file.name)
  else showProblem('import', answer.error, file.name)
}

async function readText(file: File): Promise<string | null> {
  try {
    return await file.text()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    showProblem('import', { code: 'file-unreadable', path: '', message }, file.name)
    return null
  }
}

async function openText(text: string, fileName: string): Promise<void> {
  const answer = await importText(text).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error)
    return { ok: false, error: { code: 'engine', path: '', message } } as const
  })
  if (!answer.ok && answer.error.code === 'unknown-operator') {
    await askMapping(text, fileName, 'file')
    return
  }
  if (!answer.ok) {
    showProblem('import', answer.error, fileName)
    return
  }
  showOpened(answer.value.opened)
  showToast(
    answer.value.type === 'run'
      ? { type: 'imported', what: 'run', checkpoint: null, fileName }
      : { type: 'imported', what: 'snapshot', checkpoint: answer.value.checkpoint, fileName },
  )
}

/** Asks where the state of a snapshot goes: into the job of its file, or into the one on the page. */
async function askMapping(text: string, fileName: string, into: SnapshotTarget): Promise<void> {
  const plan = await planSnapshot(text, into)
  if (plan.ok)
    session.setState({ dialog: 'map-snapshot', mappedSnapshot: { text, fileName, into, plan: plan.value } })
  else showProblem('import', plan.error, fileName)
}

/** Opens a snapshot file into the job on the page; asks first where its state goes. */
export async function openIntoJob(file: File): Promise<void> {
  pausePlayback()
  const text = await unpackFile(file, null)
  if (text.ok) await askMapping(text.value, file.name, 'page')
  else showProblem('import', text.error, file.name)
}

/** Starts the job with the state where it was sent. Returns why it could not be. */
export async function startMapped(uids: UidMap): Promise<Problem | null> {
  const { mappedSnapshot } = session.getState()
  if (mappedSnapshot === null) return null
  const { text, fileName, into } = mappedSnapshot
  const answer = await importMapped(text, into, uids)
  if (!answer.ok) return answer.error
  session.setState({ dialog: null, mappedSnapshot: null })
  showOpened(answer.value)
  showToast({ type: 'imported', what: 'snapshot', checkpoint: answer.value.checkpoint, fileName })
  return null
}

async function runText(text: string, fileName: string): Promise<void> {
  const pipeline = session.getState().pipelines.find(one => one.acceptsText)
  if (pipeline === undefined) {
    const message = 'expected a run or a snapshot as JSON, got a text'
    showProblem('import', { code: 'not-json', path: '', message }, fileName)
    return
  }
  if (await startPipeline(pipeline, text)) {
    showToast({ type: 'imported', what: 'run', checkpoint: null, fileName })
  }
}

export async function saveSnapshot(checkpoint: number, packing: Packing): Promise<void> {
  const { scene } = session.getState()
  if (scene === null) return
  const answer = await exportSnapshotFile(checkpoint, packing)
  if (!answer.ok) {
    showProblem('export', answer.error)
    return
  }
  // What is sealed is JSON again, whatever is in it.
  const ending = packing.passphrase !== null ? 'sealed.json' : packing.zip ? 'zip' : 'json'
  saveBlob(answer.value as Blob, `weir-${scene.pipeline}-chk-${checkpoint}.snapshot.${ending}`)
}

export async function saveRun(): Promise<void> {
  const { scene } = session.getState()
  if (scene !== null) saveText(await exportRunText(), `weir-${scene.pipeline}.run.json`)
}

/** The cluster's answers as one file, which opens again. */
export function saveCluster(): void {
  const { cluster } = session.getState()
  if (cluster === null) return
  const name = cluster.statistics.jobId?.slice(0, 8) ?? 'job'
  saveText(clusterText(cluster), `flink-${name}.rest.json`)
}

export function saveText(text: string, fileName: string): void {
  saveBlob(
    new Blob([text], { type: fileName.endsWith('.json') ? 'application/json' : 'text/plain' }),
    fileName,
  )
}

export function saveBlob(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The download has begun by then; the blob is no longer needed.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  showToast({ type: 'exported', fileName })
}
