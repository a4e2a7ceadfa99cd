import { describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.js'

const ADVICE = 'MinIO does not list all uploads of a bucket. For one key, use: cwmpu abort BUCKET --key KEY'

/** Starts a server that lists and aborts correctly, and returns a header of MinIO. */
async function startMinio(header: string, value: string): Promise<TestServer> {
  const server = await startServer()
  server.injectFault(
    () => true,
    (incoming, outgoing) => {
      outgoing.setHeader(header, value)
      server.sandbox.handle(incoming, outgoing)
    },
  )
  return server
}

describe('cwmpu with MinIO, which does not list all uploads of a bucket', () => {
  it.each([
    ['Server', 'MinIO'],
    ['Server', 'MinIO/RELEASE.2021-01-01T00-00-00Z'],
    ['x-minio-deployment-id', '1'],
  ])('F80 recognizes MinIO by %s: %s, and never reports the bucket as clear', async (header, value) => {
    const server = await startMinio(header, value)
    const { code, stdout, stderr } = await server.run('verify --bucket bkt --json')
    expect(code).toBe(7)
    expect(JSON.parse(stdout)).toMatchObject({ Clear: false, Remaining: 0 })
    expect(stderr).toBe(`warning: ${ADVICE}\n`)
  })

  it('F80 lists the uploads that MinIO returns, and exits with 7', async () => {
    const server = await startMinio('Server', 'MinIO')
    server.add('k')
    const { code, stdout } = await server.run('list --bucket bkt -o tsv')
    expect({ code, lines: stdout.split('\n').length }).toEqual({ code: 7, lines: 2 })
  })

  it.each(['list bkt --match x', 'abort bkt --from f --dry-run'])(
    'F80 never reports a bucket without matches as empty: %s',
    async (words) => {
      const server = await startMinio('Server', 'MinIO')
      const { code, stdout } = await server.run(`${words} -o table`, { files: { f: '' } })
      expect(code).toBe(7)
      expect(stdout).toMatch(/^No uploads match --\w+ \w\.\n$/)
    },
  )

  it.each([1, 0])('F80 aborts %i uploads in abort-all, and verifies nothing', async (count) => {
    const server = await startMinio('Server', 'MinIO')
    server.addMany(count)
    const { code, stdout, stderr } = await server.run('abort-all --bucket bkt --yes --json')
    expect({ code, left: server.left }).toEqual({ code: 7, left: 0 })
    expect(JSON.parse(stdout)).toMatchObject({
      Summary: { Matched: count, Aborted: count },
      Verified: false,
      Clear: false,
    })
    expect(stderr).toContain(`warning: ${ADVICE}\n`)
    expect(stderr).toMatch(
      /\nerror: Cannot verify that "bkt" has no more uploads, because MinIO does not list all .*\.\n$/,
    )
  })

  it('F80 verifies the abort of one upload with a listing of its exact key', async () => {
    const server = await startMinio('Server', 'MinIO')
    const uploadId = server.add('k')
    const { code, stdout } = await server.run([
      'abort',
      '--bucket',
      'bkt',
      '--key',
      'k',
      '--upload-id',
      uploadId,
      '--json',
    ])
    expect({ code, left: server.left }).toEqual({ code: 0, left: 0 })
    expect(JSON.parse(stdout)).toMatchObject({ Summary: { Aborted: 1 }, Verified: true })
  })

  it('F80 does not call a bucket empty in lifecycle show', async () => {
    const server = await startMinio('Server', 'MinIO')
    const { code, stdout } = await server.run('lifecycle show bkt')
    expect({ code, last: stdout.split('\n').at(-2) }).toEqual({ code: 7, last: 'No uploads found in bkt.' })
  })

  it('F80 lists, aborts and verifies the uploads of one key', async () => {
    const server = await startMinio('Server', 'MinIO')
    for (const key of ['k', 'k', 'k2']) server.add(key)
    const { code, stderr } = await server.run('abort bkt --key k', { tty: true, stdin: 'y' })
    expect({ code, left: server.left }).toEqual({ code: 0, left: 1 })
    expect(stderr).not.toContain('MinIO')
  })
})
