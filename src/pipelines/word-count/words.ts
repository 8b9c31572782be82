/**
 * Words of a text in any script: runs of letters and digits in lower case, apostrophes inside included; each Han
 * character is a word of its own, since no spaces say where Chinese words end.
 */
const WORD = /\p{Script=Han}|[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu
const HAN = /\p{Script=Han}/u

/** The pieces a text is read by: one record each, with its punctuation still on it. */
export function textPieces(text: string): string[] {
  return text
    .split(/\s+/u)
    .filter(piece => piece !== '')
    .flatMap(piece => (HAN.test(piece) ? splitHan(piece) : [piece]))
}

/** Chinese text comes without spaces: every character is a piece, with the punctuation behind it. */
function splitHan(piece: string): string[] {
  return piece.match(/(?:\p{Script=Han}|[^\p{Script=Han}\p{P}]+)\p{P}*|\p{P}+/gu) ?? []
}

export function wordsOf(piece: string): string[] {
  const words = piece.match(WORD) ?? []
  return words.flatMap(word =>
    HAN.test(word) ? (word.match(/\p{Script=Han}|[^\p{Script=Han}]+/gu) ?? []) : [word.toLowerCase()],
  )
}
