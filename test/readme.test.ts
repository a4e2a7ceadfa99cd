import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { fillDemoBucket } from '../src/sandbox/demo-bucket.js'
import { startStore, type TestStore } from './support/store.js'

const README = new URL('../README.md', import.meta.url)

it('README.md shows what its commands print, one after another on the bucket of the demo', async () => {
  const store = await startStore()
  fillDemoBucket(store.sandbox.createBucket('training-data'), store.clock.now())
  const text = readFileSync(README, 'utf8')
  let real = text
  for (const [block, body = ''] of text.matchAll(/```console\n(.*?)```/gs)) {
    const printed = await printedBy(body, store)
    real = real.replace(block, () => `\`\`\`console\n${printed}\`\`\``)
  }
  if (process.env['UPDATE_README'] === 'yes') writeFileSync(README, real)
  else expect(text).toBe(real)
})

/** Every command line of a block, each with what it prints on a terminal where somebody types the name of the bucket. */
async function printedBy(block: string, store: TestStore): Promise<string> {
  let printed = ''
  for (const [line, words = ''] of block.matchAll(/^\$ cwmpu (.*)\n/gm)) {
    const { stdout, stderr } = await store.run(words, {
      tty: true,
      stdin: words.startsWith('abort-all') ? 'training-data' : 'y',
    })
    printed += line + (stderr + stdout).replaceAll(store.endpoint, 'http://localhost:4711')
  }
  return printed
}
