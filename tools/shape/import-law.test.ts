import { describe, expect, it } from 'vitest'
import { checkImportLaw, ZONES, type Debt } from './import-law.ts'
import { describeFindings } from './sources.ts'

/** Every module a row can point to, so that only the arrow itself is judged. */
const TARGETS = [
  'src/base/a.ts',
  'src/engine/api/a.ts',
  'src/engine/kernel/a.ts',
  'src/operators/map/operator.ts',
  'src/operators/define.ts',
  'src/operators/shared/keys.ts',
  'src/connectors/print/connector.ts',
  'src/backends/memory/host.ts',
  'src/datastream/a.ts',
  'src/interop/a.ts',
  'src/lessons/a/lesson.ts',
  'src/worker/protocol.ts',
  'src/worker/client.ts',
  'src/store/a.ts',
  'src/ui/kit/a.tsx',
  'src/ui/panels/state/panel.tsx',
  'cli/main.ts',
]

function judge(from: string, statement: string, debt: readonly Debt[] = []): string[] {
  const sources = new Map([...TARGETS.map(path => [path, ''] as const), [from, statement] as const])
  return describeFindings(checkImportLaw(sources, debt))
}

describe('the import law', () => {
  it.each([
    ['src/base/x.ts', "import '../engine/api/a.ts'", 'base may not import api'],
    ['src/engine/api/x.ts', "import type { A } from '../kernel/a.ts'", 'api may not import engine'],
    ['src/engine/kernel/x.ts', "import '../../operators/map/operator.ts'", 'engine may not import operators'],
    [
      'src/engine/kernel/x.ts',
      "import type { A } from '../../connectors/print/connector.ts'",
      'may not import',
    ],
    ['src/engine/kernel/x.ts', "import { z } from 'zod'", 'may not import the package zod'],
    ['src/operators/x/operator.ts', "import '../../engine/kernel/a.ts'", 'operators may not import engine'],
    ['src/operators/x/operator.ts', "import '../map/operator.ts'", 'may not import its sibling'],
    [
      'src/operators/x/operator.ts',
      "import '../../connectors/print/connector.ts'",
      'may not import connectors',
    ],
    ['src/operators/x/operator.ts', "import { a } from '../../datastream/a.ts'", 'only types of datastream'],
    ['src/backends/x/backend.ts', "import '../memory/host.ts'", 'may not import its sibling'],
    ['src/backends/x.ts', "import './memory/host.ts'", 'backends may not import host'],
    ['src/datastream/x.ts', "import '../engine/kernel/a.ts'", 'datastream may not import engine'],
    ['src/interop/x.ts', "import '../datastream/a.ts'", 'interop may not import datastream'],
    ['src/worker/x.ts', "import '../store/a.ts'", 'worker may not import store'],
    ['src/worker/protocol.ts', "import { a } from '../engine/api/a.ts'", 'only types of api'],
    ['src/store/x.ts', "import '../engine/kernel/a.ts'", 'store may not import engine'],
    ['src/store/x.ts', "import { useState } from 'react'", 'may not import the package react'],
    ['src/ui/x.tsx', "import '../worker/client.ts'", 'ui may not import worker'],
    ['src/ui/x.tsx', "import { a } from '../engine/api/a.ts'", 'only types of api'],
    ['src/ui/panels/x/panel.tsx', "import '../state/panel.tsx'", 'may not import its sibling'],
    ['cli/x.ts', "import '../src/ui/kit/a.tsx'", 'cli may not import ui'],
    ['src/engine/kernel/x.ts', "void import('../../ui/kit/a.tsx')", 'engine may not import ui'],
    ['src/engine/kernel/x.ts', "type A = import('../../ui/kit/a.tsx').A", 'engine may not import ui'],
    ['src/base/x.ts', "export * from '../store/a.ts'", 'base may not import store'],
    ['src/base/x.ts', "import './missing.ts'", 'unknown module: src/base/missing.ts'],
    ['src/base/x.ts', "import './a'", 'expected a path with its ending'],
    ['src/stray/x.ts', '', 'is in no zone'],
  ])('refuses %s: %s', (from, statement, fault) => {
    expect(judge(from, statement)).toEqual([expect.stringContaining(fault)])
  })

  it.each([
    ['src/engine/kernel/x.ts', "import { a } from '../../base/a.ts'"],
    ['src/engine/kernel/x.ts', "import type { A } from '../api/a.ts'"],
    ['src/operators/x/operator.ts', "import { a } from '../define.ts'"],
    ['src/operators/x/operator.ts', "import { a } from '../shared/keys.ts'"],
    ['src/operators/x/operator.ts', "import type { A } from '../../datastream/a.ts'"],
    ['src/operators/index.ts', "export { map } from './map/operator.ts'"],
    ['src/operators/map/operator.test.ts', "import { a } from '../../engine/kernel/a.ts'"],
    ['src/datastream/x.ts', "import { map } from '../operators/map/operator.ts'"],
    ['src/lessons/x/lesson.ts', "import { a } from '../../datastream/a.ts'"],
    ['src/worker/x.ts', "import { a } from '../backends/memory/host.ts'"],
    ['src/store/x.ts', "import { create } from 'zustand/vanilla'"],
    ['src/ui/x.tsx', "import './x.css'"],
    ['cli/x.ts', "import { readFileSync } from 'node:fs'"],
  ])('allows %s: %s', (from, statement) => {
    expect(judge(from, statement)).toEqual([])
  })

  it('lets a debt pass, and refuses one that is paid', () => {
    const debt = [{ from: 'src/base/x.ts', to: 'src/store/a.ts', why: 'test' }]
    expect(judge('src/base/x.ts', "import '../store/a.ts'", debt)).toEqual([])
    expect(judge('src/base/x.ts', "import './a.ts'", debt)).toEqual([expect.stringContaining('debt paid')])
  })

  it('names only zones that are there', () => {
    const names = new Set(['*', ...ZONES.map(zone => zone.name)])
    const named = ZONES.flatMap(zone => [...zone.may, ...(zone.types ?? [])])
    expect(named.filter(name => !names.has(name))).toEqual([])
  })
})
