import { describe, expect, it } from 'vitest'
import { entry, first, lists, page } from '../support/faults.js'
import { startServer } from '../support/server.js'

describe('cwmpu with a malformed entry in the listing', () => {
  it.each([
    ['F42 skips an entry without an upload ID', '<Upload><Key>bad</Key></Upload>'],
    ['F42 skips an entry with an empty upload ID', '<Upload><Key>bad</Key><UploadId></UploadId></Upload>'],
    ['F43 skips an entry without a key', '<Upload><UploadId>bad</UploadId></Upload>'],
    ['F43 skips an entry with an empty key', '<Upload><Key></Key><UploadId>bad</UploadId></Upload>'],
  ])('%s, and aborts the others', async (_, bad) => {
    const server = await startServer()
    const uploadId = server.add('good')
    server.injectFault(first(1, lists), page(bad + entry('good', uploadId)))
    const { code, stderr } = await server.run('abort-all --bucket bkt --yes')
    expect({ code, left: server.left }).toEqual({ code: 7, left: 0 })
    expect(stderr).toMatch(/^warning: Skipped 1 malformed entry in the listing \(.*\)\. The listing is incomplete\.\n/)
    expect(server.deletes).toEqual([`DELETE /bkt/good?uploadId=${encodeURIComponent(uploadId)}`])
  })

  it('F43 exits with 7 from verify', async () => {
    const server = await startServer()
    server.injectFault(lists, page('<Upload><Key></Key><UploadId>1</UploadId></Upload>'))
    expect(await server.run('verify --bucket bkt')).toMatchObject({
      code: 7,
      stdout: 'No uploads found in bkt.\nNo objects or versions found.\n',
    })
  })

  it.each([
    ['F44 skips an upload without Initiated', '<Upload><Key>odd</Key><UploadId>1</UploadId></Upload>'],
    ['F45 skips an upload with an unreadable Initiated', entry('odd', '1', 'yesterday')],
    ['F45 skips an upload with an empty Initiated', entry('odd', '1', '')],
  ])('%s if a condition on age is used', async (_, odd) => {
    const server = await startServer()
    server.injectFault(lists, page(odd + entry('k', '2')))
    const { code, stdout, stderr } = await server.run('list --bucket bkt --older-than 1d')
    expect({ code, stdout: stdout.split('\t')[0] }).toEqual({ code: 0, stdout: 'k' })
    expect(stderr).toBe('warning: Skipped 1 upload. The server did not report when they were initiated.\n')
    expect((await server.run('list --bucket bkt')).stdout).toMatch(/^odd\t1\t\t\t\t\tbkt\n/)
  })
})

describe('list --json', () => {
  it('prints the fields that the server returned', async () => {
    const server = await startServer()
    const checksum = '<ChecksumAlgorithm>CRC32</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType>'
    const principals = '<Owner><ID>o</ID></Owner><Initiator><DisplayName>i</DisplayName></Initiator>'
    const names = '<Key>k</Key><UploadId>1</UploadId>'
    server.injectFault(lists, page(`<Upload>${names}${principals}${checksum}</Upload>`))
    const { stdout } = await server.run('list --bucket bkt --json')
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
})
