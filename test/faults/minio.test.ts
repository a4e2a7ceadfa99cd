import { describe, expect, it } from 'vitest'
import { startStore, type TestStore } from '../support/store.js'

/** Starts a server that lists and aborts well, and returns a header that only MinIO and its kin return. */
async function startMinio(header: string, value: string): Promise<TestStore> {
  const store = await startStore()
  store.injectFault(
    () => true,
    (incoming, outgoing) => {
      outgoing.setHeader(header, value)
      store.sandbox.handle(incoming, outgoing)
    },
  )
  return store
}

describe('MinIO, which does not list all uploads of a bucket', () => {
  it.each([
    ['Server', 'MinIO'],
    ['Server', 'MinIO/RELEASE.2021-01-01T00-00-00Z'],
    ['x-minio-deployment-id', '1'],
  ])('F80 is known by %s: %s, and never clear', async (header, value) => {
    const store = await startMinio(header, value)
    const { code, stdout, stderr } = await store.run('verify --bucket bkt --json')
    expect(code).toBe(7)
    expect(JSON.parse(stdout)).toMatchObject({ Clear: false, Remaining: 0 })
    expect(stderr).toContain('warning: MinIO does not list all uploads of a bucket.')
  })

  it('F80 lists what it shows, with exit code 7', async () => {
    const store = await startMinio('Server', 'MinIO')
    store.add('k')
    const { code, stdout } = await store.run('list --bucket bkt -o tsv')
    expect({ code, lines: stdout.split('\n').length }).toEqual({ code: 7, lines: 2 })
  })

  it.each([1, 0])('F80 abort-all aborts %i uploads, and verifies nothing', async (count) => {
    const store = await startMinio('Server', 'MinIO')
    store.addMany(count)
    const { code, stdout, stderr } = await store.run('abort-all --bucket bkt --yes --json')
    expect({ code, left: store.left }).toEqual({ code: 7, left: 0 })
    expect(JSON.parse(stdout)).toMatchObject({
      Summary: { Matched: count, Aborted: count },
      Verified: false,
      Clear: false,
    })
    expect(stderr).toContain('error: Cannot verify that "bkt" has no more uploads.')
  })

  it('F80 abort of one upload is verified by a listing of its exact key', async () => {
    const store = await startMinio('Server', 'MinIO')
    const uploadId = store.add('k')
    const { code, stdout } = await store.run([
      'abort',
      '--bucket',
      'bkt',
      '--key',
      'k',
      '--upload-id',
      uploadId,
      '--json',
    ])
    expect({ code, left: store.left }).toEqual({ code: 0, left: 0 })
    expect(JSON.parse(stdout)).toMatchObject({ Summary: { Aborted: 1 }, Verified: true })
  })
})
