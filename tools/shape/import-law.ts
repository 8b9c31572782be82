/**
 * Who may import whom. The arrows of the architecture are this table and nothing else: what isn't listed is
 * refused, here and not by habit.
 *
 *   base ← engine/api ← engine ← worker ← store ← ui
 *
 * Units (operators, connectors, backends, faults, lessons, pipelines) hang on the contract and are handed to the
 * engine, which never imports them; no unit imports its sibling.
 */
import { importsOf, resolveRelative, type ImportEdge } from './syntax.ts'
import { isModule, type Finding, type Sources } from './sources.ts'

interface Zone {
  readonly name: string
  /** The first zone that covers a path is the path's zone. */
  readonly covers: RegExp
  /** Zones it may import; its own is always allowed. `*`: all. */
  readonly may: readonly string[]
  /** Zones of which it may import types, and nothing at run time. */
  readonly types?: readonly string[]
  /** Packages it may import. `*`: all. */
  readonly packages?: readonly string[]
}

const UNITS = ['operators', 'connectors', 'backends', 'faults', 'lessons', 'pipelines']
const PURE = ['base', 'api', 'engine', 'commands', 'sql', 'datastream', 'interop', 'protocol', ...UNITS]
const PAGE_PACKAGES = [
  '@base-ui/react',
  '@tanstack/react-virtual',
  'd3',
  'lucide-react',
  'react',
  'react-dom',
  'react-error-boundary',
  'react-resizable-panels',
  'tinykeys',
  'zustand',
]

export const ZONES: readonly Zone[] = [
  { name: 'test', covers: /^src\/.*\.(test|suite)\.tsx?$/, may: ['*'], packages: ['*'] },
  {
    name: 'view',
    covers: /^src\/(?!ui\/|store\/)[^/]+\/.*\.tsx$/,
    may: ['base', 'ui'],
    types: ['api', ...UNITS],
    packages: PAGE_PACKAGES,
  },
  {
    name: 'host',
    covers: /^src\/(.*\/host|[^/]+\/hosts)\.ts$/,
    may: ['base', 'api', 'interop', ...UNITS],
    packages: ['idb'],
  },

  { name: 'base', covers: /^src\/base\//, may: [] },
  { name: 'api', covers: /^src\/engine\/api\//, may: ['base'] },
  { name: 'engine', covers: /^src\/engine\//, may: ['base', 'api'] },

  { name: 'operators', covers: /^src\/operators\//, may: ['base', 'api'], types: ['datastream'] },
  {
    name: 'connectors',
    covers: /^src\/connectors\//,
    may: ['base', 'api'],
    types: ['datastream'],
    packages: [],
  },
  { name: 'backends', covers: /^src\/backends\//, may: ['base', 'api'], types: ['datastream'] },
  { name: 'faults', covers: /^src\/faults\//, may: ['base', 'api'], types: ['datastream'] },
  { name: 'commands', covers: /^src\/commands\//, may: ['base', 'api', 'faults'] },
  {
    name: 'datastream',
    covers: /^src\/datastream\//,
    may: ['base', 'api', 'operators', 'connectors'],
    packages: ['acorn'],
  },
  { name: 'sql', covers: /^src\/sql\//, may: ['base', 'api', 'datastream'] },
  {
    name: 'interop',
    covers: /^src\/interop\//,
    may: ['base', 'api'],
    packages: ['fflate', 'yaml'],
  },
  { name: 'lessons', covers: /^src\/lessons\//, may: ['base', 'api', 'datastream'] },
  { name: 'pipelines', covers: /^src\/pipelines\//, may: ['base', 'api', 'datastream'] },

  {
    name: 'protocol',
    covers: /^src\/worker\/(storage-)?protocol\.ts$/,
    may: [],
    types: ['base', 'api', 'interop'],
  },
  {
    name: 'worker',
    covers: /^src\/worker\//,
    may: [...PURE, 'host'],
    packages: ['acorn', 'comlink', 'idb'],
  },
  {
    name: 'store',
    covers: /^src\/store\//,
    may: ['base', 'interop', 'protocol', 'worker'],
    types: ['api'],
    packages: ['comlink', 'idb', 'zustand'],
  },
  {
    name: 'ui',
    covers: /^src\/ui\//,
    may: ['base', 'commands', 'interop', 'protocol', 'store'],
    types: ['api'],
    packages: PAGE_PACKAGES,
  },
  {
    name: 'main',
    covers: /^src\/main\.tsx$/,
    may: ['base', 'protocol', 'store', 'ui', 'worker'],
    packages: PAGE_PACKAGES,
  },

  { name: 'cli', covers: /^cli\//, may: [...PURE, 'host', 'worker', 'tools'], packages: ['*'] },
  { name: 'tools', covers: /^tools\//, may: ['*'], packages: ['*'] },
  { name: 'e2e', covers: /^e2e\//, may: ['*'], packages: ['*'] },
  { name: 'config', covers: /^[^/]+\.config\.ts$/, may: ['tools'], packages: ['*'] },
]

/** Folders whose subfolders are equal units: none imports another. `shared` and `data` beside them are for all. */
const SIBLINGS: readonly string[] = [...UNITS.map(unit => `src/${unit}`), 'src/commands', 'src/ui/panels']
const COMMON_FOLDERS = new Set(['shared', 'data'])

export interface Debt {
  readonly from: string
  readonly to: string
  readonly why: string
}

/** Arrows that should not be there, each with its reason. This list may only shrink: an entry no longer needed is refused. */
const DEBT: readonly Debt[] = []

const RELATIVE_WITH_ENDING = /^\.\.?\/.*\.(ts|tsx|mjs|css|json|svg|csv|md|txt)(\?\w+)?$/

function zoneOf(path: string): Zone | undefined {
  return ZONES.find(zone => zone.covers.test(path))
}

function allows(list: readonly string[] | undefined, name: string): boolean {
  return list !== undefined && (list.includes('*') || list.includes(name))
}

function packageAllowed(zone: Zone, specifier: string): boolean {
  const listed = zone.packages ?? []
  return listed.some(name => name === '*' || specifier === name || specifier.startsWith(`${name}/`))
}

/** The unit a path belongs to within `area`; undefined for the area's own files and its common folders. */
function unitOf(area: string, path: string): string | undefined {
  if (!path.startsWith(`${area}/`)) return undefined
  const [folder, rest] = path.slice(area.length + 1).split('/')
  return rest === undefined || folder === undefined || COMMON_FOLDERS.has(folder) ? undefined : folder
}

function siblingFault(from: string, to: string): string | undefined {
  for (const area of SIBLINGS) {
    const own = unitOf(area, from)
    const other = unitOf(area, to)
    if (own !== undefined && other !== undefined && own !== other) {
      return `${area}/${own} may not import its sibling ${area}/${other}`
    }
  }
  return undefined
}

function arrowFault(zone: Zone, edge: ImportEdge, to: string): string | undefined {
  const target = zoneOf(to)
  if (target === undefined) return `${zone.name} may not import ${to}, which is in no zone`
  if (target.name === zone.name || allows(zone.may, target.name)) return undefined
  if (!allows(zone.types, target.name)) return `${zone.name} may not import ${target.name}: ${to}`
  return edge.typeOnly
    ? undefined
    : `${zone.name} may import only types of ${target.name}: ${to}; say "import type"`
}

function edgeFault(sources: Sources, from: string, zone: Zone, edge: ImportEdge): string | undefined {
  const { specifier } = edge
  if (!specifier.startsWith('.')) {
    return packageAllowed(zone, specifier)
      ? undefined
      : `${zone.name} may not import the package ${specifier}`
  }
  if (!RELATIVE_WITH_ENDING.test(specifier)) return `expected a path with its ending, got ${specifier}`
  const to = resolveRelative(from, specifier)
  if (isModule(to) && !sources.has(to)) return `unknown module: ${to}`
  return siblingFault(from, to) ?? arrowFault(zone, edge, to)
}

export function checkImportLaw(sources: Sources, debt: readonly Debt[] = DEBT): Finding[] {
  const findings: Finding[] = []
  const unpaid = new Set(debt)
  for (const [path, text] of sources) {
    if (!isModule(path)) continue
    const zone = zoneOf(path)
    if (zone === undefined) {
      findings.push({ path, line: 1, text: 'is in no zone of tools/shape/import-law.ts' })
      continue
    }
    for (const edge of importsOf(path, text)) {
      const fault = edgeFault(sources, path, zone, edge)
      if (fault === undefined) continue
      const to = resolveRelative(path, edge.specifier)
      const owed = debt.find(entry => entry.from === path && (entry.to === to || entry.to === edge.specifier))
      if (owed === undefined) findings.push({ path, line: edge.line, text: fault })
      else unpaid.delete(owed)
    }
  }
  for (const { from, to } of unpaid) {
    findings.push({ path: from, line: 1, text: `debt paid, take it off the list: import of ${to}` })
  }
  return findings
}
