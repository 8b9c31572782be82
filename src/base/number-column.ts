/**
 * A growing column of numbers in little memory: pages of typed arrays, each page as wide as its widest number. In a
 * column that rises a page holds the distances from its first number.
 */
const PAGE_BITS = 10
const PAGE = 1 << PAGE_BITS
const WIDTHS = [Uint8Array, Uint16Array, Uint32Array, Float64Array] as const

type Cells = InstanceType<(typeof WIDTHS)[number]>

interface Page {
  base: number
  width: number
  cells: Cells
}

export class NumberColumn {
  readonly #pages: Page[] = []
  readonly #rises: boolean
  #length = 0

  constructor(order: 'rising' | 'any' = 'any') {
    this.#rises = order === 'rising'
  }

  get length(): number {
    return this.#length
  }

  get bytes(): number {
    return this.#pages.reduce((sum, page) => sum + page.cells.byteLength, 0)
  }

  at(index: number): number {
    const page = this.#pages[index >> PAGE_BITS]!
    return page.base + page.cells[index & (PAGE - 1)]!
  }

  push(value: number): void {
    const at = this.#length & (PAGE - 1)
    if (at === 0) this.#pages.push({ base: this.#rises ? value : 0, width: 0, cells: new Uint8Array(PAGE) })
    const page = this.#pages[this.#length >> PAGE_BITS]!
    page.cells[at] = value - page.base
    while (page.base + page.cells[at] !== value && page.width < WIDTHS.length - 1) {
      widen(page, at)
      page.cells[at] = value - page.base
    }
    this.#length += 1
  }

  truncate(length: number): void {
    if (length >= this.#length) return
    this.#pages.length = (length + PAGE - 1) >> PAGE_BITS
    this.#length = length
  }

  /** How many of the first numbers of a rising column are at most `value`. */
  countUpTo(value: number): number {
    let low = 0
    let high = this.#length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.at(middle) <= value) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** The next width for the first `count` numbers of a page. The widest holds them as they are. */
function widen(page: Page, count: number): void {
  const { base, cells } = page
  page.width += 1
  if (page.width === WIDTHS.length - 1) page.base = 0
  page.cells = new WIDTHS[page.width]!(PAGE)
  for (let i = 0; i < count; i++) page.cells[i] = cells[i]! + base - page.base
}
