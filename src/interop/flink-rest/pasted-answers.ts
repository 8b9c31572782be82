/**
 * Answers in a text that was pasted: one, or several one behind another, as `curl` leaves them in a terminal. What
 * stands between them is no answer; a path of the interface in it is the path of the answer that follows.
 */
export interface PastedAnswer {
  readonly path: string | null
  readonly text: string
}

const OPENING = /[{[]/g
const REST_PATH = /\/((?:jobs|overview|taskmanagers)(?:\/[\w./:-]*)?|(?:jobmanager\/)?config)(?:[?"'\s]|$)/g

/** At most so many; what follows is left out. */
const ANSWERS_MAX = 5000

export function pastedAnswers(text: string): readonly PastedAnswer[] {
  const found: PastedAnswer[] = []
  let at = 0
  while (found.length < ANSWERS_MAX) {
    OPENING.lastIndex = at
    const start = OPENING.exec(text)?.index
    if (start === undefined) return found
    const end = endOf(text, start)
    const [path = null] = [...text.slice(at, start).matchAll(REST_PATH)]
      .slice(-1)
      .map(match => `/${match[1]}`)
    found.push({ path, text: text.slice(start, end) })
    at = end
  }
  return found
}

/** Behind the bracket that closes the one at `start`; the end of the text where none does. */
function endOf(text: string, start: number): number {
  let depth = 0
  let inString = false
  for (let i = start; i < text.length; i++) {
    const sign = text[i]
    if (inString) {
      if (sign === '\\') i++
      else inString = sign !== '"'
    } else if (sign === '"') inString = true
    else if (sign === '{' || sign === '[') depth++
    else if (sign === '}' || sign === ']') {
      depth--
      if (depth === 0) return i + 1
    }
  }
  return text.length
}
