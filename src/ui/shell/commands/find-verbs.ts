/** Verbs by what is typed: all words must be there, in the label or in the kind; what can act now comes first. */
interface Findable {
  readonly label: string
  readonly definition: { readonly kind: string }
  readonly unavailable: string | null
  /** Of what the page does, the note is searched too: it says what a dialog is for. */
  readonly type?: 'page'
  readonly note?: string
}

export function found<V extends Findable>(verbs: readonly V[], words: string): readonly V[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = ({ label, definition, type, note }: V): boolean => {
    const text = `${label} ${definition.kind} ${type === 'page' ? note : ''}`.toLowerCase()
    return wanted.every(word => text.includes(word))
  }
  const all = verbs.filter(fits)
  return [...all.filter(verb => verb.unavailable === null), ...all.filter(verb => verb.unavailable !== null)]
}
