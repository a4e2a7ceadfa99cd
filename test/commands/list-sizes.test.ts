import { describe, expect, it } from 'vitest'
import { listsParts, refuse } from '../support/faults.js'
import { startStore } from '../support/store.js'

const MIB = 2 ** 20
const DAY = 86_400_000

describe('list --sizes', () => {
  it('says for every upload how many parts it has, how many bytes, and when the newest came', async () => {
    const store = await startStore()
    store.addSized('k', [5 * MIB, 5 * MIB, 3])
    store.add('no parts', DAY)
    const { stdout } = await store.run('list --bucket bkt --sizes --json')
    expect(JSON.parse(stdout)).toMatchObject({
      Uploads: [
        { Key: 'k', Parts: 3, Size: 10 * MIB + 3, LastActivity: '2026-11-22T11:00:00.000Z' },
        { Key: 'no parts', Parts: 0, Size: 0, LastActivity: '2026-11-21T12:00:00.000Z' },
      ],
    })
  })

  it('shows them in the table, and what they come to', async () => {
    const store = await startStore()
    const uploadId = store.addSized('k', [1536 * MIB])
    const { stdout } = await store.run('list --bucket bkt --sizes', { tty: true })
    expect(stdout.split('\n')).toEqual([
      'AGE, INITIATED        SIZE, PARTS  IDLE      KEY, UPLOAD ID',
      '1d                    1.5 GiB      1h        k',
      `2026-11-21 12:00:00Z  1 part                 ${uploadId}`,
      '',
      '1 incomplete upload · 1.5 GiB · oldest 1d',
      '',
    ])
  })

  it('counts the parts of all pages: 2,500 of them, to the byte', async () => {
    const store = await startStore()
    store.addSized(
      'k',
      Array.from({ length: 2_500 }, (_, index) => MIB + index),
    )
    const { stdout } = await store.run('list --bucket bkt --sizes -o tsv')
    expect(stdout.split('\t')[4]).toBe(String(2_500 * MIB + (2_500 * 2_499) / 2))
    expect(store.requests.filter((request) => request.includes('max-parts'))).toHaveLength(3)
  })

  it('says unknown, never 0, where parts may not be listed, asks no more after five refusals, and goes on', async () => {
    const store = await startStore()
    store.addMany(40)
    store.meet(listsParts, refuse(403, 'AccessDenied'))
    const { code, stdout, stderr } = await store.run('list --bucket bkt --sizes --json')
    expect(code).toBe(0)
    const { Uploads } = JSON.parse(stdout) as { Uploads: unknown[] }
    expect(Uploads).toHaveLength(40)
    expect(Uploads[0]).toMatchObject({ Parts: null, Size: null, LastActivity: null })
    expect(stderr).toMatch(/^note: some sizes are unknown\. .*s3:ListMultipartUploadParts.*\n$/)
    expect(store.requests.filter((request) => request.includes('max-parts')).length).toBeLessThan(40)
  })

  it('says unknown for one whose parts can’t be read, and knows the others', async () => {
    const store = await startStore()
    store.addSized('good', [7])
    store.addSized('odd', [7])
    store.meet(
      (incoming) => listsParts(incoming) && incoming.url?.includes('odd') === true,
      refuse(404, 'NoSuchUpload'),
    )
    const { stdout } = await store.run('list --bucket bkt --sizes', { tty: true })
    expect(stdout).toContain('2 incomplete uploads · 7 B, and 1 upload of unknown size')
  })
})
