import { describe, expect, it } from 'vitest'
import { allOf, forKey, listsParts, respondWithError } from '../support/faults.js'
import { startServer } from '../support/server.js'

const MIB = 2 ** 20
const DAY = 86_400_000

describe('list --sizes', () => {
  it('shows the parts, the bytes and the newest part of each upload', async () => {
    const server = await startServer()
    server.addWithParts('k', [5 * MIB, 5 * MIB, 3])
    server.add('no parts', DAY)
    const { stdout } = await server.run('list --bucket bkt --sizes --json')
    expect(JSON.parse(stdout)).toMatchObject({
      Uploads: [
        { Key: 'k', Parts: 3, Size: 10 * MIB + 3, LastActivity: '2026-11-22T11:00:00.000Z' },
        { Key: 'no parts', Parts: 0, Size: 0, LastActivity: '2026-11-21T12:00:00.000Z' },
      ],
    })
  })

  it('shows sizes and their sum in the table', async () => {
    const server = await startServer()
    const uploadId = server.addWithParts('k', [1536 * MIB])
    const { stdout } = await server.run('list --bucket bkt --sizes', { tty: true })
    expect(stdout.split('\n')).toEqual([
      'AGE   SIZE      KEY  UPLOAD ID',
      `  1d  1.50 GiB  k    ${uploadId.slice(0, 9)}…`,
      '',
      '1 incomplete upload, 1.50 GiB. Oldest: 1 day.',
      '',
    ])
  })

  it('counts the parts of all pages: 2,500 of them, to the byte', async () => {
    const server = await startServer()
    server.addWithParts(
      'k',
      Array.from({ length: 2_500 }, (_, index) => MIB + index),
    )
    const { stdout } = await server.run('list --bucket bkt --sizes -o tsv')
    expect(stdout.split('\t')[4]).toBe(String(2_500 * MIB + (2_500 * 2_499) / 2))
    expect(server.requests.filter((request) => request.includes('max-parts'))).toHaveLength(3)
  })

  it('shows unknown, never 0, if parts are denied, and stops after five requests', async () => {
    const server = await startServer()
    server.addMany(40)
    server.injectFault(listsParts, respondWithError(403, 'AccessDenied'))
    const { code, stdout, stderr } = await server.run('list --bucket bkt --sizes --json')
    expect(code).toBe(0)
    const { Uploads } = JSON.parse(stdout) as { Uploads: unknown[] }
    expect(Uploads).toHaveLength(40)
    expect(Uploads[0]).toMatchObject({ Parts: null, Size: null, LastActivity: null })
    expect(stderr).toMatch(/^note: Some sizes are unknown\. .*s3:ListMultipartUploadParts.*\n$/)
    expect(server.requests.filter((request) => request.includes('max-parts')).length).toBeLessThan(40)
  })

  it('shows unknown for one upload whose parts cannot be listed', async () => {
    const server = await startServer()
    server.addWithParts('good', [7])
    server.addWithParts('odd', [7])
    server.injectFault(
      (incoming) => listsParts(incoming) && incoming.url?.includes('odd') === true,
      respondWithError(400, 'InvalidRequest'),
    )
    const { stdout } = await server.run('list --bucket bkt --sizes', { tty: true })
    expect(stdout).toMatch(/^ {2}1d {2}- {9}odd /m)
    expect(stdout).toContain('2 incomplete uploads, at least 7 B.')
  })
})

describe('automatic sizes', () => {
  const partsOf = (requests: readonly string[]) => requests.filter((request) => request.includes('max-parts'))

  it('are measured for up to 200 uploads in a table on a terminal', async () => {
    const server = await startServer()
    server.addMany(200)
    expect((await server.run('list bkt', { tty: true })).stdout).toMatch(/^AGE {3}SIZE /)
    const { length } = partsOf(server.requests)
    expect(length).toBeGreaterThan(0)
    expect((await server.run('list bkt --summary', { tty: true })).stdout).toMatch(/ SIZE /)
    expect(partsOf(server.requests).length).toBeGreaterThan(length)
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
    const server = await startServer()
    server.addMany(2)
    await server.run(words, surroundings)
    expect(partsOf(server.requests)).toEqual([])
  })

  it('are not measured for 201 uploads', async () => {
    const server = await startServer()
    server.addMany(201)
    const { stdout, stderr } = await server.run('list bkt', { tty: true })
    expect({ head: stdout.slice(0, 9), stderr }).toEqual({ head: 'AGE   KEY', stderr: '' })
    expect(stdout).toMatch(/\n201 incomplete uploads\. Oldest/)
    expect(partsOf(server.requests)).toEqual([])
  })

  it('end with the first denied request, and a note', async () => {
    const server = await startServer()
    server.addMany(100)
    server.injectFault(listsParts, respondWithError(403, 'AccessDenied'))
    const { code, stdout, stderr } = await server.run('list bkt', { tty: true })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^AGE {3}KEY /)
    expect(stderr.replaceAll('\n', ' ')).toMatch(
      /^note: Sizes are unknown\. Cannot list the parts .*s3:ListMultipartUploadParts/,
    )
    expect(partsOf(server.requests).length).toBeLessThan(50)
  })

  it('end after two seconds, and the table shows what is missing', async () => {
    const server = await startServer()
    server.addWithParts('fast', [5])
    server.addWithParts('slow', [5])
    server.injectFault(allOf(listsParts, forKey('/slow')), () => undefined)
    const { code, stdout, stderr } = await server.run('list bkt', { tty: true })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ {2}1d {2}5 B {7}fast .*\n {2}1d {2}- {9}slow /m)
    expect(stderr).toBe('note: Sizes incomplete. Use --sizes to measure all.\n')
  })

  it('leave out an upload that is gone by then', async () => {
    const server = await startServer()
    server.addWithParts('here', [5])
    server.addWithParts('gone', [5])
    server.injectFault(allOf(listsParts, forKey('/gone')), respondWithError(404, 'NoSuchUpload'))
    const { stdout } = await server.run('list bkt', { tty: true })
    expect(stdout).not.toContain('gone')
    expect(stdout).toContain('\n1 incomplete upload, 5 B.')
  })

  it('keep all uploads if the server finds none of them', async () => {
    const server = await startServer()
    server.addMany(3)
    server.injectFault(listsParts, respondWithError(404, 'NoSuchUpload'))
    const { stdout } = await server.run('list bkt', { tty: true })
    expect(stdout).toContain('\n3 incomplete uploads.')
  })
})
