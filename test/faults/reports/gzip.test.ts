import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type Fault, lists, respond } from '../../support/faults.js'
import { startServer } from '../../support/server.js'

describe('a body with gzip that was not requested (archiecobbs/s3backer#48)', () => {
  const gzip = (status: number, body: string): Fault => respond(status, gzipSync(body), { 'content-encoding': 'gzip' })
  const upload = '<Upload><Key>k</Key><UploadId>1</UploadId></Upload>'
  const listing = `<ListMultipartUploadsResult><Bucket>bkt</Bucket><IsTruncated>false</IsTruncated>${upload}</ListMultipartUploadsResult>`

  it('is read if it is a listing', async () => {
    const server = await startServer()
    server.injectFault(lists, gzip(200, listing))
    expect(await server.run('list --bucket bkt')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^k\t1\t/) as string,
    })
  })

  it('is read if it is an error', async () => {
    const server = await startServer()
    server.injectFault(lists, gzip(404, '<Error><Code>NoSuchBucket</Code></Error>'))
    expect(await server.run('list --bucket bkt')).toMatchObject({ code: 5, stdout: '' })
  })

  it('is rejected if it is too large after decompression', async () => {
    const server = await startServer()
    server.injectFault(lists, gzip(200, listing + ' '.repeat(20 * 2 ** 20)))
    expect(await server.run('list --bucket bkt')).toMatchObject({ code: 7, stdout: '' })
  })

  it('is rejected if it is not gzip', async () => {
    const server = await startServer()
    server.injectFault(lists, respond(200, listing, { 'content-encoding': 'gzip' }))
    const { code, stdout, stderr } = await server.run('list --bucket bkt')
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' })
    expect(stderr).not.toMatch(/Internal error|bug/)
  })
})
