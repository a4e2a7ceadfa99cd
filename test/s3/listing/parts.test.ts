import { describe, expect, it } from 'vitest'
import { readParts } from '../../../src/s3/listing/parts.js'

const upload = { key: 'k', uploadId: 'u' }

function part(number: number | string, size: number | string, modified = '2026-11-01T00:00:00.000Z'): string {
  return `<Part><PartNumber>${number}</PartNumber><Size>${size}</Size><LastModified>${modified}</LastModified></Part>`
}

function page(parts: string, isTruncated: boolean | string = false, uploadId = 'u'): string {
  return `<ListPartsResult><UploadId>${uploadId}</UploadId><IsTruncated>${String(isTruncated)}</IsTruncated>${parts}</ListPartsResult>`
}

/** Reads the parts of an upload from a store that answers with these pages, one after another. */
async function reading(...pages: string[]) {
  const asked: number[] = []
  const parts = await readParts(upload, (_, after) => {
    asked.push(after)
    return Promise.resolve(Buffer.from(pages[asked.length - 1] ?? ''))
  })
  return { ...parts, asked }
}

describe('readParts', () => {
  it('adds up all pages, each asked for by the last part before it', async () => {
    const newest = '2026-11-02T00:00:00.000Z'
    expect(await reading(page(part(1, 5) + part(7, 6, newest), 'True'), page(part(8, 1)))).toEqual({
      count: 3,
      bytes: 12,
      lastModified: Date.parse(newest),
      asked: [0, 7],
    })
  })

  it('of an upload without parts are none', async () => {
    expect(await reading(page(''))).toEqual({ count: 0, bytes: 0, asked: [0] })
  })

  it('do not tell when it was last alive, if one of them does not', async () => {
    expect(await reading(page(part(1, 5) + part(2, 5, 'yesterday') + part(3, 5)))).toEqual({
      count: 3,
      bytes: 15,
      asked: [0],
    })
  })

  it.each([
    ['another root', '<ListBucketResult></ListBucketResult>', 'its root is ListBucketResult'],
    ['another upload', page('', false, 'other'), 'it is about another upload'],
    ['no end', page('', ''), 'it does not say whether there is more'],
    ['no size', page(part(1, '')), 'a part in it has no readable Size'],
    ['a size below zero', page(part(1, -1)), 'a part in it has no readable Size'],
    ['no number', page(part('x', 1)), 'a part in it has no readable PartNumber'],
    ['more, but no way on', page('', true), 'its pages of parts repeat'],
    ['HTML', '<html><br></html>', 'it closes html, which is not open'],
    ['nothing', '', 'it ends too early'],
  ])('are not to be trusted with %s', async (_, body, message) => {
    await expect(reading(body)).rejects.toMatchObject({ reason: { kind: 'untrusted', message } })
  })

  it('are not to be trusted where a page comes twice', async () => {
    const same = page(part(1, 5), true)
    await expect(reading(same, same)).rejects.toMatchObject({ reason: { kind: 'untrusted' } })
  })
})
