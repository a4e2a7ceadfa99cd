import { describe, expect, it } from 'vitest'
import { startStore } from '../support/store.js'

describe('cwmpu abort --from', () => {
  const line = (key: string, uploadId: string) =>
    `${JSON.stringify({ Bucket: 'bkt', Key: key, UploadId: uploadId })}\n`

  it('takes exactly the uploads of the listing', async () => {
    const store = await startStore()
    const [a, b] = [store.add('a'), store.add('b')]
    const files = { 'reviewed.ndjson': line('a', a) }
    const result = await store.run('abort --bucket bkt --from reviewed.ndjson --yes', { files })
    expect(result).toEqual({
      code: 0,
      stdout: `aborted\ta\t${a}\t\t\t\n`,
      stderr: 'Aborted 1 upload of 1.\n',
    })
    expect([...store.bucket.uploads.keys()]).toEqual([b])
  })

  it('is content with uploads that are gone by now', async () => {
    const store = await startStore()
    const stdin = line('a', store.add('a')) + line('b', '2~gone')
    const { code, stdout } = await store.run('abort --bucket bkt --from - --yes --json', { stdin })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ Summary: { Matched: 2, Aborted: 1, AlreadyGone: 1 } })
  })

  it('F65 does nothing for an empty listing', async () => {
    const store = await startStore()
    expect(await store.run('abort --bucket bkt --from - --yes')).toMatchObject({ code: 0, stdout: '' })
    expect(store.requests).toEqual([])
  })

  it.each([
    ['not a listing', 'KEY UPLOAD ID\n', 2],
    ['F68 a listing of another bucket', '{"Bucket":"other","Uploads":[{"Key":"k","UploadId":"1"}]}', 9],
    ['F64 an entry without an upload id', '{"Uploads":[{"Key":"k","UploadId":""}]}', 2],
  ])('refuses %s before anything is sent', async (_, stdin, code) => {
    const store = await startStore()
    expect(await store.run('abort --bucket bkt --from - --yes', { stdin })).toMatchObject({
      code,
      stdout: '',
    })
    expect(store.requests).toEqual([])
  })

  it('refuses a file that is not there', async () => {
    const store = await startStore()
    expect(await store.run('abort --bucket bkt --from nowhere --yes')).toMatchObject({ code: 2 })
  })

  it('needs --yes where stdin is the listing, or nobody is there', async () => {
    const store = await startStore()
    expect(await store.run('abort --bucket bkt --from -', { tty: true })).toMatchObject({ code: 2 })
    expect(await store.run('abort --bucket bkt --from f', { files: { f: '' } })).toMatchObject({ code: 2 })
  })

  it('F66 does not wait for a listing that a terminal will not give', async () => {
    const store = await startStore()
    expect(await store.run('abort --bucket bkt --from - --yes', { tty: true })).toMatchObject({ code: 2 })
  })

  it.each([
    ['y', 0, 0],
    ['n', 10, 1],
    ['', 10, 1],
  ])('asks on a terminal: %j', async (answer, code, left) => {
    const store = await startStore()
    const files = { f: line('a', store.add('a')) }
    const result = await store.run('abort --bucket bkt --from f', { tty: true, stdin: answer, files })
    expect(result.code).toBe(code)
    expect(result.stderr).toMatch(/^Abort the 1 upload of this listing in bucket bkt at http.* \[y\/N\] /)
    expect(store.left).toBe(left)
  })
})
