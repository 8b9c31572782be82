/** `npm run -s weir -- <command> …`: the engine in Node. The program itself is cli/main.ts. */
import { runTs } from './run-ts.mjs'

await runTs('cli/main.ts', process.argv.slice(2))
