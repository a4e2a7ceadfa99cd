import { describe, expect, it } from 'vitest'
import { respondWithError } from '../support/faults.js'
import { startStore } from '../support/store.js'

// What they do at a Tab is held in test/shells.
describe('cwmpu completion', () => {
  it.each(['bash', 'zsh', 'fish'])('%s: has everything that the help has, and sends no request', async (shell) => {
    const store = await startStore()
    const { code, stdout, stderr } = await store.run(`completion ${shell}`)
    expect({ code, stderr, requests: store.requests }).toEqual({ code: 0, stderr: '', requests: [] })
    expect(stdout).not.toContain('bucket-names')
    for (const command of [
      '',
      'list ',
      'abort ',
      'abort-all ',
      'verify ',
      'doctor ',
      'lifecycle ',
      'lifecycle set ',
      'help ',
    ]) {
      const help = await store.run(`${command}--help`)
      const words = Array.from(help.stdout.matchAll(/^ {2}(?:-., )?(?:--)?([a-z][a-z0-9-]+)/gm), ([, word]) => word)
      expect(words.length).toBeGreaterThan(0)
      for (const word of words) expect(stdout).toContain(word)
    }
    for (const choices of ['table json ndjson csv tsv', 'age size key activity', 'primary lota']) {
      expect(stdout).toContain(choices)
    }
  })

  it('needs a shell that it knows', async () => {
    const store = await startStore()
    const { code, stderr } = await store.run('completion csh')
    expect(code).toBe(2)
    expect(stderr).toMatch(/Allowed choices are bash, zsh, fish/)
  })

  it('--buckets: asks for the names that this prints', async () => {
    const store = await startStore()
    for (const name of ['my-bucket', 'my-$(touch x)', 'Old.Bucket', 'my bucket']) store.sandbox.createBucket(name)
    expect((await store.run('completion bash --buckets')).stdout).toContain('cwmpu bucket-names')
    expect(await store.run('bucket-names')).toEqual({ code: 0, stdout: 'bkt\nmy-bucket\n', stderr: '' })
  })

  it('--buckets: offers none if they cannot be listed', async () => {
    const store = await startStore()
    store.injectFault(() => true, respondWithError(403, 'AccessDenied'))
    expect(await store.run('bucket-names')).toMatchObject({ code: 4, stdout: '' })
  })
})
