/** Writes what the published schema of a run file says of commands: `npm run schema`, after a command was added. */
import { readFileSync, writeFileSync } from 'node:fs'
import * as prettier from 'prettier'
import { commands } from '../src/commands/index.ts'
import { commandSchema } from '../src/interop/run-file/command-schema.ts'

const FILE = 'public/schema/run-1.json'

const schema = JSON.parse(readFileSync(FILE, 'utf8')) as { readonly $defs: object }
const next = { ...schema, $defs: { ...schema.$defs, command: commandSchema(commands) } }
writeFileSync(FILE, await prettier.format(JSON.stringify(next), { parser: 'json', printWidth: 110 }))
