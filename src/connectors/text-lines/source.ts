/** The lines of a text, without their ends, and without those that hold nothing but white space. */
export function textLines(text: string): string[] {
  return text.split(/\r\n|\r|\n/).filter(line => line.trim() !== '')
}
