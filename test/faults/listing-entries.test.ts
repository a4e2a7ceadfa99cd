import { describe, expect, it } from 'vitest'
import { entry, first, lists, page } from '../support/faults.js'
import { startStore } from '../support/store.js'

describe('an entry of a listing that cannot be trusted: the others go on', () => {
  it.each([
    ['F42 no upload id', '<Upload><Key>bad</Key></Upload>'],
    ['F42 an empty upload id', '<Upload><Key>bad</Key><UploadId></UploadId></Upload>'],
    ['F43 no key', '<Upload><UploadId>bad</UploadId></Upload>'],
    ['F43 an empty key', '<Upload><Key></Key><UploadId>bad</UploadId></Upload>'],
  ])('%s', async (_, bad) => {
    const store = await startStore()
    const uploadId = store.add('good')
    store.injectFault(first(1, lists), page(bad + entry('good', uploadId)))
    const { code, stderr } = await store.run('abort-all --bucket bkt --yes')
    expect({ code, left: store.left }).toEqual({ code: 7, left: 0 })
    expect(stderr).toMatch(/^warning: Skipped 1 malformed entry in the listing \(.*\)\. The listing is incomplete\.\n/)
    expect(store.deletes).toEqual([`DELETE /bkt/good?uploadId=${encodeURIComponent(uploadId)}`])
  })

  it('F43 is not "clear"', async () => {
    const store = await startStore()
    store.injectFault(lists, page('<Upload><Key></Key><UploadId>1</UploadId></Upload>'))
    expect(await store.run('verify --bucket bkt')).toMatchObject({
      code: 7,
      stdout: 'No uploads found in bkt.\nNo objects or versions found.\n',
    })
  })

  it.each([
    ['F44 no Initiated', '<Upload><Key>odd</Key><UploadId>1</UploadId></Upload>'],
    ['F45 an unreadable Initiated', entry('odd', '1', 'yesterday')],
    ['F45 an empty Initiated', entry('odd', '1', '')],
  ])('%s: its age is unknown, and no time condition holds', async (_, odd) => {
    const store = await startStore()
    store.injectFault(lists, page(odd + entry('k', '2')))
    const { code, stdout, stderr } = await store.run('list --bucket bkt --older-than 1d')
    expect({ code, stdout: stdout.split('\t')[0] }).toEqual({ code: 0, stdout: 'k' })
    expect(stderr).toBe('warning: Skipped 1 upload. The server did not report when they were initiated.\n')
    expect((await store.run('list --bucket bkt')).stdout).toMatch(/^odd\t1\t\t\t\t\tbkt\n/)
  })
})

it('all that a store says of an upload comes through, and nothing that it does not', async () => {
  const store = await startStore()
  const checksum = '<ChecksumAlgorithm>CRC32</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType>'
  const people = '<Owner><ID>o</ID></Owner><Initiator><DisplayName>i</DisplayName></Initiator>'
  const names = '<Key>k</Key><UploadId>1</UploadId>'
  store.injectFault(lists, page(`<Upload>${names}${people}${checksum}</Upload>`))
  const { stdout } = await store.run('list --bucket bkt --json')
  expect(JSON.parse(stdout)).toMatchObject({
    Uploads: [
      {
        Key: 'k',
        UploadId: '1',
        Owner: { ID: 'o' },
        Initiator: { DisplayName: 'i' },
        ChecksumAlgorithm: 'CRC32',
        ChecksumType: 'FULL_OBJECT',
      },
    ],
  })
})
