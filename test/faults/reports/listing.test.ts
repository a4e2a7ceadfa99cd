import { describe, expect, it } from 'vitest'
import { ListingServer, ORDINARY, type ListingProfile, startListingServers } from '../../support/listing-server.js'

interface Reported {
  readonly profile: Partial<ListingProfile>
  /** Keys of uploads that were started 30 days ago. */
  readonly old?: readonly string[]
  /** Keys of uploads that were started a minute ago. They come first. */
  readonly recent?: readonly string[]
  /** Another client completes the last upload of the first page. */
  readonly isLastCompleted?: boolean
}

const many = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => prefix + String(index).padStart(5, '0'))

async function serve({ profile, old = [], recent = [], isLastCompleted = false }: Reported) {
  const server = new ListingServer({
    profile: { ...ORDINARY, ...profile },
    uploads: [...recent.map((key) => ({ key, isRecent: true })), ...old.map((key) => ({ key, isRecent: false }))],
    completions: isLastCompleted ? [{ afterRequest: 1, which: 'last' }] : [],
  })
  const start = await startListingServers()
  return { server, run: (command: string) => start(server, `${command} --bucket bkt`.split(' ')) }
}

const listedBy = ({ stdout }: { readonly stdout: string }) =>
  (JSON.parse(stdout) as { Uploads: { Key: string }[] }).Uploads.map(({ Key }) => Key)

describe('a full page that is not truncated, though uploads follow (seaweedfs/seaweedfs#1891)', () => {
  const reported: [name: string, Reported][] = [
    [
      'as full as requested',
      {
        profile: { order: 'id', truncated: 'never', marker: 'none', maxUploads: 'absent', initiated: 'absent' },
        old: many('k', 1005),
      },
    ],
    [
      'as full as its MaxUploads',
      { profile: { order: 'insertion', truncated: 'never', marker: 'none', pageSize: 2 }, old: many('k', 7) },
    ],
  ]
  it.each(reported)('does not hide uploads from list: %s', async (_, scenario) => {
    const { server, run } = await serve(scenario)
    const result = await run('list --json')
    expect({ code: result.code, count: listedBy(result).length }).toEqual({ code: 0, count: server.left.length })
  })

  it.each(reported)('does not hide uploads from abort-all: %s', async (_, scenario) => {
    const { server, run } = await serve(scenario)
    expect(await run('abort-all --yes')).toMatchObject({ code: 0 })
    expect(server.left).toEqual([])
    expect(await run('verify')).toMatchObject({ code: 0 })
  })
})

describe('an empty page after the upload of the marker was completed (versity/versitygw#1799)', () => {
  const reported: Reported = {
    profile: { pageSize: 3, goneMarker: 'empty' },
    recent: many('k', 3),
    old: many('l', 4),
    isLastCompleted: true,
  }

  it('does not hide uploads from list, or makes it exit with 7', async () => {
    const { run } = await serve(reported)
    const result = await run('list --json')
    if (result.code !== 7) expect(listedBy(result)).toEqual(expect.arrayContaining(many('l', 4)))
  })

  it('never makes verify exit with 0', async () => {
    const { run } = await serve(reported)
    const { code, stdout } = await run('verify --older-than 7d --json')
    expect([7, 8]).toContain(code)
    expect(stdout).not.toMatch(/"Clear": ?true/)
  })

  it.each([['--older-than 7d'], ['']])(
    'does not hide uploads from abort-all, or makes it exit with 7: %j',
    async (condition) => {
      const { server, run } = await serve(reported)
      const { code } = await run(`abort-all --yes ${condition}`.trim())
      const left = server.left.filter(({ isRecent }) => !(condition && isRecent))
      expect(code === 7 ? [] : left).toEqual([])
      expect([0, 7]).toContain(code)
      const recent = server.left.filter(({ isRecent }) => isRecent)
      if (condition) expect(recent).toHaveLength(2)
    },
  )
})

describe('an upload that is hidden under a prefix (storj/edge#207)', () => {
  const reported: Reported = { profile: { prefix: 'hiding', maxUploads: 'larger' }, old: ['data/1', 'other/2'] }

  it('is shown by list', async () => {
    const { run } = await serve(reported)
    const result = await run('list --prefix data/ --json')
    expect({ code: result.code, keys: listedBy(result) }).toEqual({ code: 0, keys: ['data/1'] })
  })

  it('is counted by verify', async () => {
    const { run } = await serve(reported)
    const { code, stdout } = await run('verify --prefix data/ --json')
    expect(code).toBe(8)
    expect(JSON.parse(stdout)).toMatchObject({ Clear: false, Remaining: 1 })
  })

  it('is aborted by abort with its ID', async () => {
    const { server, run } = await serve(reported)
    const [upload] = server.left
    expect(await run(`abort --key data/1 --upload-id ${upload?.uploadId ?? ''}`)).toMatchObject({ code: 0 })
    expect(server.left.map(({ key }) => key)).toEqual(['other/2'])
  })

  it('is aborted by abort-all, and no other is', async () => {
    const { server, run } = await serve(reported)
    expect(await run('abort-all --prefix data/ --yes')).toMatchObject({ code: 0 })
    expect(server.left.map(({ key }) => key)).toEqual(['other/2'])
  })
})

describe('a last page that is truncated (minio/minio#1724)', () => {
  it('is no error', async () => {
    const { server, run } = await serve({ profile: { pageSize: 2, truncated: 'once too often' }, old: ['k', 'l'] })
    const result = await run('list --json')
    expect({ code: result.code, keys: listedBy(result) }).toEqual({ code: 0, keys: ['k', 'l'] })
    expect(await run('abort-all --yes')).toMatchObject({ code: 0 })
    expect(server.left).toEqual([])
    expect(await run('verify')).toMatchObject({ code: 0 })
  })
})
