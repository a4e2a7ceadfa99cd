import { describe, expect, it } from 'vitest'
import { respondWithError } from '../support/faults.js'
import { startServer } from '../support/server.js'

// What they do at a Tab is held in test/shells.
describe('cwmpu completion', () => {
  it.each(['bash', 'zsh', 'fish'])('%s: has everything that the help has, and sends no request', async (shell) => {
    const server = await startServer()
    const { code, stdout, stderr } = await server.run(`completion ${shell}`)
    expect({ code, stderr, requests: server.requests }).toEqual({ code: 0, stderr: '', requests: [] })
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
      const help = await server.run(`${command}--help`)
      const words = Array.from(help.stdout.matchAll(/^ {2}(?:-., )?(?:--)?([a-z][a-z0-9-]+)/gm), ([, word]) => word)
      expect(words.length).toBeGreaterThan(0)
      for (const word of words) expect(stdout).toContain(word)
    }
    for (const choices of ['table json ndjson csv tsv', 'age size key activity', 'primary lota']) {
      expect(stdout).toContain(choices)
    }
  })

  it('needs a shell that it knows', async () => {
    const server = await startServer()
    const { code, stderr } = await server.run('completion csh')
    expect(code).toBe(2)
    expect(stderr).toMatch(/Allowed choices are bash, zsh, fish/)
  })

  it('--buckets: asks for the names that this prints', async () => {
    const server = await startServer()
    for (const name of ['my-bucket', 'my-$(touch x)', 'Old.Bucket', 'my bucket']) server.sandbox.createBucket(name)
    expect((await server.run('completion bash --buckets')).stdout).toContain('cwmpu bucket-names')
    expect(await server.run('bucket-names')).toEqual({ code: 0, stdout: 'bkt\nmy-bucket\n', stderr: '' })
  })

  it('--buckets: offers none if they cannot be listed', async () => {
    const server = await startServer()
    server.injectFault(() => true, respondWithError(403, 'AccessDenied'))
    expect(await server.run('bucket-names')).toMatchObject({ code: 4, stdout: '' })
  })
})
