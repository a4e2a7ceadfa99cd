import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, inject, it } from 'vitest'
import { fillDemoBucket } from '../../src/sandbox/stored-bucket.js'
import { startRealTimeServer, type TestServer } from '../support/server.js'

const run = promisify(execFile)
const PAGE = new URL('../../docs/library.md', import.meta.url)
const README = new URL('../../README.md', import.meta.url)
const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url))
/** Endpoint of the page. */
const ENDPOINT = 'http://localhost:4711'

const { folder } = inject('installed')

describe('docs/library.md', () => {
  it('has examples that compile and print the output below them', async () => {
    const text = readFileSync(PAGE, 'utf8')
    const examples = [...text.matchAll(/```ts\n(.*?)```\n\n```text\n(.*?)```/gs)]
    expect(examples).toHaveLength(text.match(/^```ts$/gm)?.length ?? 0)
    const servers = await Promise.all(examples.map(startDemoServer))
    for (const [index, [, code = '']] of examples.entries()) {
      const endpoint = servers[index]?.endpoint ?? ''
      writeFileSync(join(folder, `example-${index}.ts`), code.replaceAll(ENDPOINT, endpoint))
    }
    await compile(examples.map((_, index) => `example-${index}.ts`))
    let real = text
    for (const [index, [whole, code = '']] of examples.entries()) {
      const server = servers[index]
      const printed = server ? await outputOf(`example-${index}.js`, server) : ''
      real = real.replace(whole, () => `\`\`\`ts\n${code}\`\`\`\n\n\`\`\`text\n${printed}\`\`\``)
    }
    if (process.env['UPDATE_README'] === 'yes') writeFileSync(PAGE, real)
    else expect(text).toBe(real)
  })
})

describe('README.md', () => {
  it('has an example that compiles and runs', async () => {
    const [, code = ''] = /```ts\n(.*?)```/s.exec(readFileSync(README, 'utf8')) ?? []
    writeFileSync(join(folder, 'readme.ts'), code)
    await compile(['readme.ts'])
    expect(await outputOf('readme.js', await startDemoServer())).toContain('datasets/large-archive.tar 2~')
  })
})

async function startDemoServer(): Promise<TestServer> {
  // The examples run in processes with the clock of this machine.
  const server = await startRealTimeServer()
  fillDemoBucket(server.sandbox.createBucket('training-data'), server.clock.now())
  return server
}

/** Compiles with all strict options, and only the types of the package and of Node. */
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

async function outputOf(file: string, server: TestServer): Promise<string> {
  const { stdout, stderr } = await run(process.execPath, [file], { cwd: folder, env: server.environment })
  return (stdout + stderr).replaceAll(server.endpoint, ENDPOINT).replace(/\(request ID \w+\)/, '(request ID tx-1)')
}
