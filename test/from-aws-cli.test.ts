import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { fillDemoBucket } from '../src/sandbox/demo-bucket.js'
import { startScript } from './support/process.js'
import { startRealTimeStore } from './support/store.js'

const page = readFileSync(new URL('../docs/from-aws-cli.md', import.meta.url), 'utf8')

it('docs/from-aws-cli.md: our commands do what they say, one after another', async () => {
  const store = await startRealTimeStore()
  const bucket = store.sandbox.createBucket('my-bucket')
  fillDemoBucket(bucket, store.clock.now())
  const scripts = Array.from(page.matchAll(/^```sh\n(.*?)^```$/gms), ([, script = '']) => script)
  const commands = scripts.flatMap((script) =>
    script
      .trim()
      .replaceAll(/\\\n */g, '')
      .split('\n'),
  )
  for (const command of commands) {
    const { code, stderr } = await startScript(command, store.environment).ended
    expect({ command, code }).toEqual({ command, code: 0 })
    expect(stderr).not.toMatch(/error|warning/)
  }
  expect(bucket.uploads.size).toBe(0)
  expect(bucket.lifecycle).toContain('<DaysAfterInitiation>7</DaysAfterInitiation>')
  expect(commands.map((command) => command.split(' ')[1])).toEqual([
    'doctor',
    ...Array<string>(3).fill('list'),
    'abort',
    ...Array<string>(3).fill('abort-all'),
    'verify',
    'lifecycle',
    'lifecycle',
  ])
}, 60_000)
