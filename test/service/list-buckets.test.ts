import { describe, expect, it } from 'vitest'
import { listBuckets } from '../../src/service/client.js'
import { html, respondWithError, respond } from '../support/faults.js'
import { startServer } from '../support/server.js'
import { contextFor, faultSequence, unabortedSignal } from './context.js'

const CREATED = '<CreationDate>2026-11-01T00:00:00.000Z</CreationDate>'

function page(names: readonly string[], token = ''): string {
  const buckets = names.map((name) => `<Bucket><Name>${name}</Name>${CREATED}</Bucket>`).join('')
  const next = token && `<IsTruncated>true</IsTruncated><ContinuationToken>${token}</ContinuationToken>`
  return list(`<Buckets>${buckets}</Buckets>${next}`)
}

function list(content: string): string {
  return `<ListAllMyBucketsResult>${content}</ListAllMyBucketsResult>`
}

/** Lists the buckets of a server that returns these pages, one after another. */
async function listingOf(...pages: readonly string[]) {
  const server = await startServer()
  server.injectFault(() => true, faultSequence(...pages.map((body) => respond(200, body))))
  const names = await listBuckets(contextFor(server), unabortedSignal())
  return { names, requests: server.requests }
}

describe('listBuckets', () => {
  it('returns the names of all pages', async () => {
    expect(await listingOf(page(['a', 'b'], 'next+1'), page(['c']))).toEqual({
      names: ['a', 'b', 'c'],
      requests: ['GET /', 'GET /?continuation-token=next%2B1'],
    })
  })

  it('returns no names if there are no buckets', async () => {
    expect(await listingOf(page([]))).toMatchObject({ names: [] })
  })

  it('rejects pages that repeat', async () => {
    await expect(listingOf(page(['a'], 'same'))).rejects.toMatchObject({
      kind: 'invalid-response',
      message: expect.stringContaining('pages of buckets that repeat') as string,
    })
  })

  it.each([
    ['another document', '<ListBucketResult></ListBucketResult>', 'a ListBucketResult document'],
    ['a list without Buckets', list(''), 'without one Buckets element'],
    ['two Buckets', list('<Buckets></Buckets><Buckets></Buckets>'), 'without one Buckets element'],
    ['a bucket without a name', list('<Buckets><Bucket></Bucket></Buckets>'), 'a bucket without one name'],
    ['an empty name', page(['']), 'a bucket without one name'],
    ['two names', page(['a</Name><Name>b']), 'a bucket without one name'],
    ['something else than a bucket', list('<Buckets><Key><Name>a</Name></Key></Buckets>'), 'without one name'],
    [
      'a truncated list without a token',
      list('<IsTruncated>True</IsTruncated><Buckets></Buckets>'),
      'without ContinuationToken',
    ],
  ])('rejects %s', async (_, body, reason) => {
    await expect(listingOf(body)).rejects.toMatchObject({
      kind: 'invalid-response',
      message: expect.stringContaining(reason) as string,
    })
  })

  it.each([
    ['access-denied', respondWithError(403, 'AccessDenied')],
    ['invalid-response', html(200)],
  ])('throws a CliError of kind %s', async (kind, fault) => {
    const server = await startServer()
    server.injectFault(() => true, fault)
    await expect(listBuckets(contextFor(server), unabortedSignal())).rejects.toMatchObject({ kind })
  })
})
