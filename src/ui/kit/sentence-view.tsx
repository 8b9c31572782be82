/** A sentence on the page: names are strong. */
import type { Sentence } from '../i18n/sentence.ts'

export function SentenceView({ sentence }: { readonly sentence: Sentence }) {
  return (
    <>
      {sentence.map((segment, i) =>
        typeof segment === 'string' ? (
          segment
        ) : (
          <strong key={`${i} ${segment.strong}`}>{segment.strong}</strong>
        ),
      )}
    </>
  )
}
