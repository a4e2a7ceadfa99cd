import { describe, expect, it } from 'vitest'
import { BucketUploads } from '../../src/service/bucket-uploads.js'
import { startServer } from '../support/server.js'
import { contextFor, unabortedSignal } from './context.js'

describe('BucketUploads.findBlocking', () => {
  it('returns no result if it is stopped', async () => {
    const server = await startServer()
    const stopping = new AbortController()
    server.injectFault(
      ({ url }) => url?.includes('list-type=2') === true,
      () => stopping.abort(),
    )
    const bucket = new BucketUploads(contextFor(server))
    await expect(bucket.findBlocking(stopping.signal)).rejects.toHaveProperty('name', 'AbortError')
  })

  it('throws an internal error', async () => {
    const server = await startServer()
    const bucket = new BucketUploads({ ...contextFor(server), bucket: '' })
    await expect(bucket.findBlocking(unabortedSignal())).rejects.toThrow(TypeError)
  })
})
