import { describe, expect, it } from 'vitest'
import { type Condition, reset, respond, respondWithError } from '../support/faults.js'
import { startServer } from '../support/server.js'

const DAY = 86_400_000

const listsObjects: Condition = ({ url }) => url?.includes('list-type=2') === true
const listsVersions: Condition = ({ url }) => url?.includes('versions') === true

describe('cwmpu verify', () => {
  it('reports a bucket without uploads', async () => {
    const server = await startServer()
    expect(await server.run('verify --bucket bkt')).toEqual({
      code: 0,
      stdout: 'bkt has no incomplete uploads.\nNo objects or versions found.\n',
      stderr: '',
    })
  })

  it('reports uploads that remain', async () => {
    const server = await startServer()
    server.add('k', DAY)
    expect(await server.run('verify --bucket bkt')).toEqual({
      code: 8,
      stdout: 'bkt: 1 incomplete upload. Oldest: 1 day.\nNo objects or versions found.\n',
      stderr: '',
    })
  })

  it('claims nothing about the bucket if only a part was asked for', async () => {
    const server = await startServer()
    server.add('keep/k')
    const { code, stdout } = await server.run('verify --bucket bkt --prefix tmp/')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^No uploads match --prefix tmp\/\./)
    expect(stdout).not.toMatch(/clear|no incomplete/)
  })

  it('prints the result as JSON', async () => {
    const server = await startServer()
    server.add('k', DAY)
    const { code, stdout } = await server.run('verify --bucket bkt --json')
    expect(code).toBe(8)
    expect(JSON.parse(stdout)).toEqual({
      Bucket: 'bkt',
      Filter: null,
      Clear: false,
      Remaining: 1,
      AgeUnknown: 0,
      Oldest: '2026-11-21T12:00:00.000Z',
      Newest: '2026-11-21T12:00:00.000Z',
      Blocking: { Objects: false, Versions: false },
    })
  })

  it('is not clear if a selection is empty and other uploads exist', async () => {
    const server = await startServer()
    for (let index = 0; index < 100; index++) server.add(`k${index}`, DAY)
    const { code, stdout } = await server.run('verify bkt --older-than 3000d --json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ Clear: false, Remaining: 0, Filter: { OlderThan: '3000d' } })
  })

  const empty = (root: string, fields = '<Name>bkt</Name><IsTruncated>false</IsTruncated>') =>
    respond(200, `<?xml version="1.0"?><${root}>${fields}</${root}>`)

  it.each([
    ['objects', 'Objects still block DeleteBucket.', { Objects: true, Versions: true }],
    [
      'only old versions',
      'Old versions or delete markers still block DeleteBucket.',
      { Objects: false, Versions: true },
    ],
  ])('reports %s', async (what, sentence, Blocking) => {
    const server = await startServer()
    server.bucket.objects.add('o')
    if (what !== 'objects') server.injectFault(listsObjects, empty('ListBucketResult'))
    expect(await server.run('verify bkt')).toMatchObject({
      code: 0,
      stdout: `bkt has no incomplete uploads.\n${sentence}\n`,
    })
    expect(JSON.parse((await server.run('verify bkt --json')).stdout)).toMatchObject({ Clear: true, Blocking })
  })

  it.each([
    ['is denied', respondWithError(403, 'AccessDenied'), 'AccessDenied'],
    ['is not implemented', respondWithError(501, 'NotImplemented'), 'NotImplemented'],
    ['never arrives', reset, 'ECONNRESET'],
    ['is an HTML page', respond(200, '<html></html>'), 'invalid response'],
    [
      'is of another bucket',
      empty('ListBucketResult', '<Name>x</Name><IsTruncated>false</IsTruncated>'),
      'invalid response',
    ],
    ['is cut', empty('ListBucketResult', '<Name>bkt</Name><IsTruncated>true</IsTruncated>'), 'invalid response'],
    ['does not say if it is cut', empty('ListBucketResult', '<Name>bkt</Name>'), 'invalid response'],
    ['has another root', empty('ListVersionsResult'), 'invalid response'],
    [
      'has an unknown entry',
      empty('ListBucketResult', '<Name>bkt</Name><IsTruncated>false</IsTruncated><X><Key>k</Key></X>'),
      'invalid response',
    ],
    [
      'counts keys that are missing',
      empty('ListBucketResult', '<Name>bkt</Name><IsTruncated>false</IsTruncated><KeyCount>1</KeyCount>'),
      'invalid response',
    ],
  ])('cannot check for objects if the response %s', async (_, fault, code) => {
    const server = await startServer()
    server.injectFault(listsObjects, fault)
    expect(await server.run('verify bkt')).toMatchObject({
      code: 0,
      stdout: `bkt has no incomplete uploads.\nCould not check for objects (${code}).\n`,
    })
    const { stdout } = await server.run('verify bkt --json')
    expect(JSON.parse(stdout)).toMatchObject({ Blocking: { Objects: null, Versions: false } })
  })

  it('requests one object and one version, not all of them', async () => {
    const server = await startServer()
    await server.run('verify bkt')
    const looks = server.requests.filter((request) => /list-type|versions/.test(request))
    expect(looks).toHaveLength(2)
    expect(looks.filter((request) => request.includes('max-keys=1'))).toHaveLength(2)
  })

  it('reports a delete marker as what blocks DeleteBucket', async () => {
    const server = await startServer()
    const marker = '<DeleteMarker><Key>k</Key></DeleteMarker>'
    server.injectFault(
      listsVersions,
      empty('ListVersionsResult', `<Name>bkt</Name><IsTruncated>false</IsTruncated>${marker}`),
    )
    const { stdout } = await server.run('verify bkt --json')
    expect(JSON.parse(stdout)).toMatchObject({ Blocking: { Objects: false, Versions: true } })
  })
})
