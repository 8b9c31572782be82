/**
 * Verbs by what is typed: all words must be there. What has them in its name comes before what has them in its note; then
 * what would take the place of the run, and last what cannot act now.
 */
interface Findable {
  readonly label: string
  readonly definition: { readonly kind: string }
  readonly unavailable: string | null
  /** Of what the page does, the note is searched too: it says what a dialog is for. */
  readonly type?: 'page'
  readonly note?: string
  /** It takes the place of the run on the page. */
  readonly replaces?: boolean
}

export function found<V extends Findable>(verbs: readonly V[], words: string): readonly V[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const isIn = (text: string) => wanted.every(word => text.toLowerCase().includes(word))
  const byName = ({ label, definition }: V) => isIn(`${label} ${definition.kind}`)
  const byNote = ({ label, definition, type, note }: V) =>
    type === 'page' && isIn(`${label} ${definition.kind} ${note}`)
  const named = verbs.filter(byName)
  const noted = verbs.filter(verb => !named.includes(verb) && byNote(verb))
  const rank = ({ unavailable, replaces }: V) => (unavailable !== null ? 2 : replaces === true ? 1 : 0)
  return [...named, ...noted].toSorted((a, b) => rank(a) - rank(b))
}
