import { describe, expect, it } from 'vitest'
import {
  aborts,
  after,
  allOf,
  entry,
  first,
  html,
  forKey,
  lists,
  page,
  respondWithError,
  respond,
} from '../support/faults.js'
import { startServer } from '../support/server.js'

const HUGE = `<?xml version="1.0"?><ListMultipartUploadsResult><Bucket>bkt</Bucket>${'<Upload></Upload>'.repeat(1_000_000)}`

const invalid = (reason: string) => `returned an invalid response (${reason}). Check --endpoint.`

describe('cwmpu with an invalid listing', () => {
  it.each([
    ['F20 HTML with status 200', html(200), invalid('an HTML page')],
    ['F21 an empty body with status 200', respond(200), invalid('XML that ends too early')],
    [
      'F22 another root',
      respond(200, '<ListBucketResult><Name>bkt</Name></ListBucketResult>'),
      invalid('a ListBucketResult document'),
    ],
    ['F22 the listing of another bucket', page('', { bucket: 'other' }), invalid('a listing of another bucket')],
    [
      'F46 an empty page that is truncated',
      page('', { isTruncated: true }),
      invalid('an empty page that is truncated'),
    ],
    ['F47 a page that repeats', page(entry('k', '1'), { isTruncated: true }), invalid('pages that repeat')],
    ['F54 a page of many megabytes', respond(200, HUGE), invalid('a body of more than 16 MiB')],
    ['S12 a document type', respond(200, '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'), invalid('a document type')],
    [
      'F71 a redirect',
      respondWithError(307, 'TemporaryRedirect', { location: 'http://evil.example/' }),
      'returned TemporaryRedirect. Redirects are not followed. Check --endpoint. (request ID tx-1)',
    ],
    [
      'F11 an endpoint without multipart uploads',
      respondWithError(501, 'NotImplemented'),
      'does not implement this request (s3:ListBucketMultipartUploads). (request ID tx-1)',
    ],
    ['F30 a 404 without a code', html(404), 'returned HTTP 404. Check --endpoint, --addressing and --region.'],
  ])('exits with 7 and aborts nothing: %s', async (_, fault, reason) => {
    const server = await startServer()
    server.add('k')
    server.injectFault(lists, fault)
    for (const command of ['verify', 'abort-all --yes', 'list']) {
      const { code, stdout, stderr } = await server.run(`${command} --bucket bkt`)
      expect({ command, code, stderr }).toEqual({
        command,
        code: 7,
        stderr: `error: Cannot list uploads in "bkt". ${server.endpoint} ${reason}\n`,
      })
      expect(stdout).not.toMatch(/clear|No incomplete/)
    }
    expect(server.deletes).toEqual([])
  })

  it('F46 prints the uploads so far if a later page is invalid', async () => {
    const server = await startServer({ pageSize: 2 })
    server.addMany(5)
    server.injectFault(after(1, lists), html(200))
    const { code, stdout } = await server.run('list --bucket bkt')
    expect(code).toBe(7)
    expect(stdout.split('\n')).toHaveLength(3)
    expect(await server.run('verify --bucket bkt')).toMatchObject({ code: 7, stdout: '' })
  })

  it('F47 detects a cycle of several pages', async () => {
    const server = await startServer()
    const cycle = ['a', 'b', 'a']
    for (const key of cycle) server.injectFault(first(1, lists), page(entry(key, '1'), { isTruncated: true }))
    expect(await server.run('list --bucket bkt')).toMatchObject({
      code: 7,
      stderr: expect.stringContaining('repeat') as string,
    })
    expect(server.requests).toHaveLength(3)
  })

  it('T2 does not guess the encoding of keys', async () => {
    const server = await startServer()
    server.add('k')
    server.injectFault(allOf(lists, forKey('encoding-type=url')), page(entry('a%20b', '1')))
    server.injectFault(lists, page(entry('something else', '1')))
    const { code, stderr } = await server.run('abort-all --bucket bkt --yes')
    expect({ code, deletes: server.deletes }).toEqual({ code: 7, deletes: [] })
    expect(stderr).toMatch(/returned an invalid response \(keys in an ambiguous encoding\)\. Check --endpoint\.\n$/)
  })

  it('F48 shows an upload once if the next page repeats it', async () => {
    const server = await startServer()
    server.injectFault(
      first(1, lists),
      page(entry('a', '1') + entry('a', '1') + entry('b', '2'), { isTruncated: true }),
    )
    server.injectFault(lists, page(entry('b', '2') + entry('c', '3')))
    const { code, stdout } = await server.run('list --bucket bkt')
    expect({ code, keys: stdout.match(/^\w/gm) }).toEqual({ code: 0, keys: ['a', 'b', 'c'] })
  })

  it('F49 aborts an upload that the first listing left out if it started five minutes before the run', async () => {
    const server = await startServer()
    const hidden = server.add('hidden', 301_000)
    const shown = server.add('shown', 60_000)
    server.injectFault(first(1, lists), page(entry('shown', shown)))
    const { code, stdout } = await server.run('abort-all --bucket bkt --yes --json')
    expect({ code, left: server.left }).toEqual({ code: 0, left: 0 })
    expect(stdout).toContain(hidden)
    expect(JSON.parse(stdout)).toMatchObject({ Summary: { Matched: 2, Aborted: 2 } })
  })

  it('F50 counts uploads that start during the run, and does not abort them', async () => {
    const server = await startServer()
    server.add('old', 60_000)
    const isFirstAbort = first(1, aborts)
    server.observe((incoming) => {
      if (isFirstAbort(incoming)) server.bucket.addUpload('new', server.clock.now() + 1_000, 'new')
    })
    const { code, stdout } = await server.run('abort-all --bucket bkt --yes --json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ Summary: { Matched: 1, Aborted: 1, StartedSince: 1 } })
    expect([...server.bucket.uploads.keys()]).toEqual(['new'])
  })
})
