import { describe, expect, it } from 'vitest'
import { lists, page, respondWithError } from '../support/faults.js'
import { startServer, type TestServer } from '../support/server.js'

const hasPrefix = ({ url = '' }) => url.includes('prefix=')

/** Starts a server that lists no upload under any prefix (storj/edge#207). */
async function startServerThatHides(): Promise<TestServer> {
  const server = await startServer()
  server.injectFault((incoming) => lists(incoming) && hasPrefix(incoming), page(''))
  server.add('data/1')
  server.add('other/2')
  return server
}

describe('cwmpu with a server that hides uploads under a prefix', () => {
  it('F81 shows them in list', async () => {
    const server = await startServerThatHides()
    const { code, stdout } = await server.run('list --bucket bkt --prefix data/ -o tsv')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^data\/1\t[^\n]*\n$/)
  })

  it('F81 counts them in verify', async () => {
    const server = await startServerThatHides()
    const { code, stdout } = await server.run('verify --bucket bkt --prefix data/ --json')
    expect(code).toBe(8)
    expect(JSON.parse(stdout)).toMatchObject({ Remaining: 1, Clear: false })
  })

  it('F81 counts them in verify, also beside a malformed entry of another key', async () => {
    const server = await startServer()
    server.injectFault((incoming) => lists(incoming) && hasPrefix(incoming), page('<Upload><Key>zzz</Key></Upload>'))
    server.add('data/1')
    expect(await server.run('verify --bucket bkt --prefix data/')).toMatchObject({ code: 8 })
  })

  it('F81 aborts them in abort-all, and verifies it with the whole bucket', async () => {
    const server = await startServerThatHides()
    const { code } = await server.run('abort-all --bucket bkt --prefix data/ --yes')
    expect({ code, keys: [...server.bucket.uploads.values()].map(({ key }) => key) }).toEqual({
      code: 0,
      keys: ['other/2'],
    })
  })

  it('F81 aborts one of them by key and upload ID', async () => {
    const server = await startServerThatHides()
    const [upload] = server.bucket.uploads.values()
    const words = ['abort', '--bucket', 'bkt', '--key', 'data/1', '--upload-id', upload?.uploadId ?? '']
    expect(await server.run(words)).toMatchObject({ code: 0 })
    expect(server.left).toBe(1)
  })

  it('F81 does not report an empty prefix as clear if the bucket has other uploads', async () => {
    const server = await startServerThatHides()
    const { code, stdout } = await server.run('verify --bucket bkt --prefix logs/ --json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ Remaining: 0, Clear: false })
  })

  it('F81 reports that the bucket could not be checked without the prefix', async () => {
    const server = await startServer()
    server.injectFault((incoming) => lists(incoming) && !hasPrefix(incoming), respondWithError(403, 'AccessDenied'))
    const { code, stderr } = await server.run('verify --bucket bkt --prefix logs/ --json')
    expect(code).toBe(0)
    expect(stderr).toContain('Could not check the bucket without the prefix.')
    expect(stderr).not.toContain('--prefix')
  })
})
