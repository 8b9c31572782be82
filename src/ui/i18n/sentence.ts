/**
 * A sentence with names in it. Names of tasks, channels and records are set strong where the sentence is shown and
 * plain where it is read aloud; a sentence is data, so that both come from one text.
 */
export interface Strong {
  readonly strong: string
}

type Segment = string | Strong
export type Sentence = readonly Segment[]

export const strong = (text: string | number): Strong => ({ strong: String(text) })

/** say`Barrier ${4} reaches ${strong('count-1')}.`; a sentence inside a sentence is laid flat. */
export function say(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Strong | Sentence)[]
): Sentence {
  const segments: Segment[] = []
  const put = (segment: Segment) => {
    const last = segments.at(-1)
    if (typeof segment === 'string' && typeof last === 'string')
      segments[segments.length - 1] = last + segment
    else if (segment !== '') segments.push(segment)
  }
  parts.forEach((part, i) => {
    put(part)
    const value = values[i]
    if (value === undefined) return
    if (typeof value === 'number') put(String(value))
    else if (typeof value === 'string' || 'strong' in value) put(value)
    else for (const segment of value) put(segment)
  })
  return segments
}

export const plain = (sentence: Sentence): string =>
  sentence.map(segment => (typeof segment === 'string' ? segment : segment.strong)).join('')

/** Sentences one after another, as one. `glue` is a space in English, nothing in Chinese. */
export const joinSentences = (sentences: readonly Sentence[], glue: string): Sentence =>
  sentences.flatMap((sentence, i) => (i === 0 || glue === '' ? sentence : [glue, ...sentence]))
