/**
 * The tokens of tokens.css for code that draws on a canvas. Values are read from the page, so there is one place
 * where a colour is written; they are kept until the theme, the language or the projector changes them.
 */
const COLOR_NAMES = [
  'bg',
  'surface',
  'sunken',
  'line',
  'line2',
  'text',
  'text2',
  'text3',
  'ctl',
  'ctl-text',
  'ctl-tint',
  'on-ctl',
  'wait',
  'wait-text',
  'wait-tint',
  'ok',
  'ok-text',
  'ok-tint',
  'fail',
  'fail-text',
  'fail-tint',
  'past',
  'past-text',
  'past-tint',
  'now',
  'on-now',
] as const

export type ColorName = (typeof COLOR_NAMES)[number]

/** `key-1` is the most frequent key; `other` is every key from the seventh on. */
export type KeySlot = 1 | 2 | 3 | 4 | 5 | 6 | 'other'

interface KeyTint {
  readonly fill: string
  readonly edge: string
}

export interface Tokens {
  readonly color: Readonly<Record<ColorName, string>>
  readonly key: Readonly<Record<KeySlot, KeyTint>>
  readonly font: string
  readonly fontCode: string
  /** Records, axes and captions, in px. */
  readonly smallSize: number
  readonly tableSize: number
  readonly bodySize: number
  /** 1, or 1.6 on a projector: multiply every stroke width by it. */
  readonly strokeScale: number
}

export const HALO_OPACITY = 0.28

/** Milliseconds of the moves that may animate, and their easing (UI.md §3, Motion). */
export const MOTION = {
  step: { ms: 160, easing: 'cubic-bezier(0.2, 0, 0, 1)' },
  dock: { ms: 200, easing: 'cubic-bezier(0.2, 0, 0, 1)' },
  fly: { ms: 240, easing: 'cubic-bezier(0.3, 0, 0.2, 1)' },
  /** What changed fades in, where nothing may travel. */
  fade: { ms: 150, easing: 'linear' },
  value: { ms: 120, easing: 'linear' },
} as const

export type HatchName = 'alignment' | 'async' | 'down' | 'restore' | 'future'

export interface Hatch {
  readonly angle: 45 | -45
  /** Distance of the lines, measured across them, and their width, in px. */
  readonly spacing: number
  readonly width: number
  readonly stroke: ColorName
  /** Null: no ground, the lines lie on what is there. */
  readonly ground: ColorName | null
}

/** Angle differs as well as hue. `PatternDefs` draws the same five for SVG. */
export const HATCHES: Readonly<Record<HatchName, Hatch>> = {
  alignment: { angle: 45, spacing: 6, width: 1.6, stroke: 'wait', ground: 'wait-tint' },
  async: { angle: -45, spacing: 5, width: 2, stroke: 'ctl', ground: 'ctl-tint' },
  down: { angle: 45, spacing: 5, width: 1.4, stroke: 'fail', ground: 'fail-tint' },
  restore: { angle: 45, spacing: 5, width: 1.4, stroke: 'past', ground: 'past-tint' },
  future: { angle: 45, spacing: 7, width: 0.7, stroke: 'line', ground: null },
}

/** The slot of a key in `scene.keys` order: the first six keys have a tint, the letter alone tells the others. */
export function keySlot(keys: readonly string[], key: string | null): KeySlot {
  const place = key === null ? -1 : keys.indexOf(key)
  return place >= 0 && place < 6 ? ((place + 1) as KeySlot) : 'other'
}

let kept: { readonly mark: string; readonly tokens: Tokens } | null = null

/** The tokens in force; cheap to call on every frame. */
export function readTokens(): Tokens {
  const root = document.documentElement
  const mark = `${root.dataset['theme']} ${root.lang} ${root.dataset['projector']}`
  if (kept?.mark === mark) return kept.tokens
  const style = getComputedStyle(root)
  const value = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const size = (name: string) => Number.parseFloat(value(name))
  const tint = (slot: KeySlot): KeyTint => ({ fill: value(`key-${slot}`), edge: value(`key-${slot}-edge`) })
  const tokens: Tokens = {
    color: Object.fromEntries(COLOR_NAMES.map(name => [name, value(name)])) as Record<ColorName, string>,
    key: { 1: tint(1), 2: tint(2), 3: tint(3), 4: tint(4), 5: tint(5), 6: tint(6), other: tint('other') },
    font: value('font'),
    fontCode: value('font-code'),
    smallSize: size('small-size'),
    tableSize: size('table-size'),
    bodySize: size('body-size'),
    strokeScale: root.dataset['projector'] === 'true' ? 1.6 : 1,
  }
  // Before the style sheet is there everything reads as empty; that must not be kept.
  if (tokens.color.bg !== '') kept = { mark, tokens }
  return tokens
}
