/** The plan of a job as JsonPlanGenerator writes it: the last vertex first, each with what it reads. */
import type { Scene, VertexScene } from '../../engine/api/frame.ts'
import type { planAnswer } from './job-answers.ts'
import { vertexId } from './executions.ts'

export type Plan = ReturnType<typeof planAnswer>['plan']
type Node = Plan['nodes'][number]
type Input = NonNullable<Node['inputs']>[number]

export const planOf = (scene: Scene): Plan => ({
  jid: scene.jobId,
  name: scene.jobName,
  type: 'STREAMING',
  nodes: scene.vertices.map(vertex => nodeOf(scene, vertex)).reverse(),
})

function nodeOf(scene: Scene, vertex: VertexScene): Node {
  const inputs = inputsOf(scene, vertex)
  return {
    id: vertexId(vertex),
    parallelism: vertex.parallelism,
    operator: '',
    operator_strategy: '',
    description: treeOf(vertex.name),
    ...(inputs.length === 0 ? {} : { inputs }),
    optimizer_properties: {},
  }
}

/** One for each edge of the graph, in the order of the receiver's gates. */
function inputsOf(scene: Scene, vertex: VertexScene): readonly Input[] {
  const vertexOf = (actor: number) => scene.actors.find(other => other.index === actor)?.vertex ?? -1
  const edges = new Map<string, Omit<Input, 'num'>>()
  const own = scene.channels.filter(channel => vertexOf(channel.to) === vertex.index)
  for (const { gate, from, tag, partitioner } of [...own].sort(
    (a, b) => a.gate - b.gate || a.input - b.input,
  )) {
    const source = scene.vertices[vertexOf(from)]
    if (source === undefined) continue
    const edge = { id: vertexId(source), exchange: 'pipelined_bounded', ship_strategy: partitioner }
    edges.set(`${gate} ${source.index} ${tag ?? ''} ${partitioner}`, edge)
  }
  return [...edges.values()].map(({ id, ...edge }, num) => ({ id, num, ...edge }))
}

interface Chained {
  readonly name: string
  readonly next: readonly Chained[]
}

/** `a -> (b -> c, d)` as a tree of lines. */
const treeOf = (name: string): string => linesOf(chainOf(name), '', '').map(escaped).join('<br/>') + '<br/>'

function linesOf({ name, next }: Chained, own: string, below: string): readonly string[] {
  const children = next.flatMap((child, i) => {
    const isLast = i === next.length - 1
    return linesOf(child, `${below}${isLast ? '+- ' : ':- '}`, `${below}${isLast ? '   ' : ':  '}`)
  })
  return [own + name, ...children]
}

const ARROW = ' -> '

function chainOf(name: string): Chained {
  const arrow = name.indexOf(ARROW)
  if (arrow < 0) return { name, next: [] }
  const [head, rest] = [name.slice(0, arrow), name.slice(arrow + ARROW.length)]
  const isFork = rest.startsWith('(') && rest.endsWith(')')
  const parts = isFork ? partsOf(rest.slice(1, -1)) : [rest]
  return { name: head, next: parts.map(chainOf) }
}

/** Split at the commas that stand in no brackets. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++
    else if (text[i] === ')') depth--
    else if (depth === 0 && text.startsWith(', ', i)) {
      parts.push(text.slice(from, i))
      from = i + 2
    }
  }
  return [...parts, text.slice(from)]
}

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const escaped = (text: string): string => text.replace(/[&<>"]/g, sign => HTML[sign]!)
