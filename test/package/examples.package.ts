import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, inject, it } from 'vitest'
import { fillDemoBucket } from '../../src/sandbox/demo-bucket.js'
import { startStore, type TestStore } from '../support/store.js'

const run = promisify(execFile)
const PAGE = new URL('../../docs/library.md', import.meta.url)
const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url))
/** What the page calls the store. */
const ENDPOINT = 'http://localhost:4711'

const { folder } = inject('installed')

it('docs/library.md: its examples compile, and print what stands beneath them', async () => {
  const text = readFileSync(PAGE, 'utf8')
  const store = await startStore()
  fillDemoBucket(store.sandbox.createBucket('training-data'), store.clock.now())
  const examples = [...text.matchAll(/```ts\n(.*?)```\n\n```text\n(.*?)```/gs)]
  for (const [index, [, code = '']] of examples.entries()) {
    writeFileSync(join(folder, `example-${index}.ts`), code.replaceAll(ENDPOINT, store.endpoint))
  }
  await compile(examples.map((_, index) => `example-${index}.ts`))
  let real = text
  for (const [index, [whole, code = '']] of examples.entries()) {
    const printed = await printedBy(`example-${index}.js`, store)
    real = real.replace(whole, () => `\`\`\`ts\n${code}\`\`\`\n\n\`\`\`text\n${printed}\`\`\``)
  }
  if (process.env['UPDATE_README'] === 'yes') writeFileSync(PAGE, real)
  else expect(text).toBe(real)
})

/** As strictly as can be, with the types of the package and of Node, and no others. */
async function compile(files: readonly string[]): Promise<void> {
  const config = {
    compilerOptions: {
      target: 'es2022',
      module: 'nodenext',
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      types: ['node'],
      typeRoots: [join(MODULES, '@types')],
    },
    files,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  await run(process.execPath, [join(MODULES, 'typescript/bin/tsc'), '-p', folder]).catch((error: unknown) => {
    throw new Error((error as { stdout: string }).stdout)
  })
}

async function printedBy(file: string, store: TestStore): Promise<string> {
  const { stdout, stderr } = await run(process.execPath, [file], { cwd: folder, env: store.environment })
  return (stdout + stderr)
    .replaceAll(store.endpoint, ENDPOINT)
    .replace(/\(request ID \w+\)/, '(request ID tx-1)')
}
