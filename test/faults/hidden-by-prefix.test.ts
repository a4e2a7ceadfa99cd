import { describe, expect, it } from 'vitest'
import { lists, page, respondWithError } from '../support/faults.js'
import { startStore, type TestStore } from '../support/store.js'

const hasPrefix = ({ url = '' }) => url.includes('prefix=')

/** Starts a server that lists no upload under any prefix (storj/edge#207). */
async function startStoreThatHides(): Promise<TestStore> {
  const store = await startStore()
  store.injectFault((incoming) => lists(incoming) && hasPrefix(incoming), page(''))
  store.add('data/1')
  store.add('other/2')
  return store
}

describe('a server that hides uploads under a prefix', () => {
  it('F81 list shows them', async () => {
    const store = await startStoreThatHides()
    const { code, stdout } = await store.run('list --bucket bkt --prefix data/ -o tsv')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^data\/1\t[^\n]*\n$/)
  })

  it('F81 verify counts them', async () => {
    const store = await startStoreThatHides()
    const { code, stdout } = await store.run('verify --bucket bkt --prefix data/ --json')
    expect(code).toBe(8)
    expect(JSON.parse(stdout)).toMatchObject({ Remaining: 1, Clear: false })
  })

  it('F81 abort-all aborts them, and verifies it by the whole bucket', async () => {
    const store = await startStoreThatHides()
    const { code } = await store.run('abort-all --bucket bkt --prefix data/ --yes')
    expect({ code, keys: [...store.bucket.uploads.values()].map(({ key }) => key) }).toEqual({
      code: 0,
      keys: ['other/2'],
    })
  })

  it('F81 abort by key and upload ID is not blocked', async () => {
    const store = await startStoreThatHides()
    const [upload] = store.bucket.uploads.values()
    const words = ['abort', '--bucket', 'bkt', '--key', 'data/1', '--upload-id', upload?.uploadId ?? '']
    expect(await store.run(words)).toMatchObject({ code: 0 })
    expect(store.left).toBe(1)
  })

  it('F81 an empty prefix is not clear as long as the bucket has others', async () => {
    const store = await startStoreThatHides()
    const { code, stdout } = await store.run('verify --bucket bkt --prefix logs/ --json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ Remaining: 0, Clear: false })
  })

  it('F81 says so if the bucket cannot be listed without the prefix', async () => {
    const store = await startStore()
    store.injectFault((incoming) => lists(incoming) && !hasPrefix(incoming), respondWithError(403, 'AccessDenied'))
    const { code, stderr } = await store.run('verify --bucket bkt --prefix logs/ --json')
    expect(code).toBe(0)
    expect(stderr).toContain('Could not check the bucket without the prefix.')
  })
})
