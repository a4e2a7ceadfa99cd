import { describe, expect, it } from 'vitest'
import { both, forKey, listsParts, respondWithError } from '../support/faults.js'
import { startStore } from '../support/store.js'

const MIB = 2 ** 20
const DAY = 86_400_000

describe('list --sizes', () => {
  it('shows the parts, the bytes and the newest part of each upload', async () => {
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

  it('shows sizes and their sum in the table', async () => {
    const store = await startStore()
    const uploadId = store.addSized('k', [1536 * MIB])
    const { stdout } = await store.run('list --bucket bkt --sizes', { tty: true })
    expect(stdout.split('\n')).toEqual([
      'AGE   SIZE      KEY  UPLOAD ID',
      `  1d  1.50 GiB  k    ${uploadId.slice(0, 9)}…`,
      '',
      '1 incomplete upload, 1.50 GiB. Oldest: 1 day.',
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

  it('shows unknown, never 0, if parts are denied, and stops after five requests', async () => {
    const store = await startStore()
    store.addMany(40)
    store.injectFault(listsParts, respondWithError(403, 'AccessDenied'))
    const { code, stdout, stderr } = await store.run('list --bucket bkt --sizes --json')
    expect(code).toBe(0)
    const { Uploads } = JSON.parse(stdout) as { Uploads: unknown[] }
    expect(Uploads).toHaveLength(40)
    expect(Uploads[0]).toMatchObject({ Parts: null, Size: null, LastActivity: null })
    expect(stderr).toMatch(/^note: Some sizes are unknown\. .*s3:ListMultipartUploadParts.*\n$/)
    expect(store.requests.filter((request) => request.includes('max-parts')).length).toBeLessThan(40)
  })

  it('shows unknown for one upload whose parts cannot be listed', async () => {
    const store = await startStore()
    store.addSized('good', [7])
    store.addSized('odd', [7])
    store.injectFault(
      (incoming) => listsParts(incoming) && incoming.url?.includes('odd') === true,
      respondWithError(400, 'InvalidRequest'),
    )
    const { stdout } = await store.run('list --bucket bkt --sizes', { tty: true })
    expect(stdout).toMatch(/^ {2}1d {2}- {9}odd /m)
    expect(stdout).toContain('2 incomplete uploads, at least 7 B.')
  })
})

describe('automatic sizes', () => {
  const partsOf = (requests: readonly string[]) => requests.filter((request) => request.includes('max-parts'))

  it('are measured for up to 200 uploads in a table on a terminal', async () => {
    const store = await startStore()
    store.addMany(200)
    expect((await store.run('list bkt', { tty: true })).stdout).toMatch(/^AGE {3}SIZE /)
    const { length } = partsOf(store.requests)
    expect(length).toBeGreaterThan(0)
    expect((await store.run('list bkt --summary', { tty: true })).stdout).toMatch(/ SIZE /)
    expect(partsOf(store.requests).length).toBeGreaterThan(length)
  })

  it.each([
    ['list bkt', {}],
    ['list bkt --json', { tty: true }],
    ['list bkt -o table', {}],
    ['list bkt --no-sizes', { tty: true }],
    ['list bkt --summary --json', { tty: true }],
    ['list bkt --all-buckets', { tty: true }],
    ['verify bkt', { tty: true }],
  ])('are not measured by %s on %j', async (words, surroundings) => {
    const store = await startStore()
    store.addMany(2)
    await store.run(words, surroundings)
    expect(partsOf(store.requests)).toEqual([])
  })

  it('are not measured for 201 uploads', async () => {
    const store = await startStore()
    store.addMany(201)
    const { stdout, stderr } = await store.run('list bkt', { tty: true })
    expect({ head: stdout.slice(0, 9), stderr }).toEqual({ head: 'AGE   KEY', stderr: '' })
    expect(stdout).toMatch(/\n201 incomplete uploads\. Oldest/)
    expect(partsOf(store.requests)).toEqual([])
  })

  it('end with the first denied request, and a note', async () => {
    const store = await startStore()
    store.addMany(100)
    store.injectFault(listsParts, respondWithError(403, 'AccessDenied'))
    const { code, stdout, stderr } = await store.run('list bkt', { tty: true })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^AGE {3}KEY /)
    expect(stderr.replaceAll('\n', ' ')).toMatch(
      /^note: Sizes are unknown\. Cannot list the parts .*s3:ListMultipartUploadParts/,
    )
    expect(partsOf(store.requests).length).toBeLessThan(50)
  })

  it('end after two seconds, and the table shows what is missing', async () => {
    const store = await startStore()
    store.addSized('fast', [5])
    store.addSized('slow', [5])
    store.injectFault(both(listsParts, forKey('/slow')), () => undefined)
    const { code, stdout, stderr } = await store.run('list bkt', { tty: true })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ {2}1d {2}5 B {7}fast .*\n {2}1d {2}- {9}slow /m)
    expect(stderr).toBe('note: Sizes incomplete. Use --sizes to measure all.\n')
  })

  it('leave out an upload that is gone by then', async () => {
    const store = await startStore()
    store.addSized('here', [5])
    store.addSized('gone', [5])
    store.injectFault(both(listsParts, forKey('/gone')), respondWithError(404, 'NoSuchUpload'))
    const { stdout } = await store.run('list bkt', { tty: true })
    expect(stdout).not.toContain('gone')
    expect(stdout).toContain('\n1 incomplete upload, 5 B.')
  })

  it('keep all uploads if the server finds none of them', async () => {
    const store = await startStore()
    store.addMany(3)
    store.injectFault(listsParts, respondWithError(404, 'NoSuchUpload'))
    const { stdout } = await store.run('list bkt', { tty: true })
    expect(stdout).toContain('\n3 incomplete uploads.')
  })
})
