import { describe, expect, it } from 'vitest'
import { startStore } from '../support/store.js'

describe('cwmpu abort, one upload', () => {
  it('takes exactly that one of several of its key', async () => {
    const store = await startStore()
    const [first, second] = [store.add('k'), store.add('k')]
    const result = await store.run(['abort', '--bucket', 'bkt', '--key', 'k', '--upload-id', first], {
      tty: true,
    })
    expect(result).toEqual({ code: 0, stdout: 'Aborted 1 upload of 1.\n', stderr: '' })
    expect([...store.bucket.uploads.keys()]).toEqual([second])
  })

  it('prints the outcome as JSON', async () => {
    const store = await startStore()
    const uploadId = store.add('k')
    const { stdout } = await store.run([
      'abort',
      '--bucket',
      'bkt',
      '--key',
      'k',
      '--upload-id',
      uploadId,
      '--json',
    ])
    expect(JSON.parse(stdout)).toEqual({
      Bucket: 'bkt',
      Uploads: [{ Key: 'k', UploadId: uploadId, Outcome: 'aborted' }],
      Summary: {
        Seconds: 0,
        Endpoint: store.endpoint,
        ExitCode: 0,
        Matched: 1,
        Aborted: 1,
        AlreadyGone: 0,
        StillListed: 0,
        Failed: 0,
        Skipped: 0,
        StartedSince: 0,
        Complete: true,
        Verified: true,
      },
    })
  })

  it.each([
    ['upload ID', 'k', '2~other'],
    ['key', 'l', undefined],
  ])('fails and aborts nothing if the upload has another %s', async (_, key, uploadId) => {
    const store = await startStore()
    const id = uploadId ?? store.add('k')
    const result = await store.run(['abort', '--bucket', 'bkt', '--key', key, '--upload-id', id])
    expect(result).toEqual({
      code: 5,
      stdout: '',
      stderr: `error: Upload "${id}" of key "${key}" not found in "bkt". List current uploads with: cwmpu list --bucket bkt\n`,
    })
    expect(store.deletes).toEqual([])
  })

  it('is content with an upload that is gone, if told so', async () => {
    const store = await startStore()
    const words = 'abort --bucket bkt --key k --upload-id 2~x --ignore-not-found'
    expect(await store.run(words)).toMatchObject({ code: 0 })
  })

  it.each(['--key k', '--upload-id 1', '', '--key k --upload-id 1 --from f', '--from f --key k'])(
    'wants one way of saying which: not "%s"',
    async (which) => {
      const store = await startStore()
      const words = `abort --bucket bkt ${which}`.trimEnd()
      expect(await store.run(words, { files: { f: '' } })).toMatchObject({ code: 2, stdout: '' })
      expect(store.requests).toEqual([])
    },
  )

  it('refuses an empty key or upload id', async () => {
    const store = await startStore()
    for (const [key, uploadId] of [
      ['', '1'],
      ['k', ''],
    ] as const) {
      const result = await store.run(['abort', '--bucket', 'bkt', '--key', key, '--upload-id', uploadId])
      expect(result.code).toBe(2)
    }
    expect(store.requests).toEqual([])
  })

  it('takes a key and an upload id that begin with a dash', async () => {
    const store = await startStore()
    store.bucket.addUpload('-k', store.clock.now(), '-1')
    expect(await store.run('abort --bucket bkt --key=-k --upload-id=-1')).toMatchObject({ code: 0 })
    expect(store.left).toBe(0)
  })
})
