import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type Fault, lists, respond } from '../../support/faults.js'
import { startStore } from '../../support/store.js'

describe('a body with gzip that was not requested (archiecobbs/s3backer#48)', () => {
  const gzip = (status: number, body: string): Fault => respond(status, gzipSync(body), { 'content-encoding': 'gzip' })
  const upload = '<Upload><Key>k</Key><UploadId>1</UploadId></Upload>'
  const listing = `<ListMultipartUploadsResult><Bucket>bkt</Bucket><IsTruncated>false</IsTruncated>${upload}</ListMultipartUploadsResult>`

  it('reads a listing', async () => {
    const store = await startStore()
    store.injectFault(lists, gzip(200, listing))
    expect(await store.run('list --bucket bkt')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^k\t1\t/) as string,
    })
  })

  it('reads an error', async () => {
    const store = await startStore()
    store.injectFault(lists, gzip(404, '<Error><Code>NoSuchBucket</Code></Error>'))
    expect(await store.run('list --bucket bkt')).toMatchObject({ code: 5, stdout: '' })
  })

  it('applies the limit of a body to what it unpacks', async () => {
    const store = await startStore()
    store.injectFault(lists, gzip(200, listing + ' '.repeat(20 * 2 ** 20)))
    expect(await store.run('list --bucket bkt')).toMatchObject({ code: 7, stdout: '' })
  })

  it('reports a body that is not what Content-Encoding claims', async () => {
    const store = await startStore()
    store.injectFault(lists, respond(200, listing, { 'content-encoding': 'gzip' }))
    const { code, stdout, stderr } = await store.run('list --bucket bkt')
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' })
    expect(stderr).not.toMatch(/Internal error|bug/)
  })
})
