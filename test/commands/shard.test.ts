import { describe, expect, it } from 'vitest'
import { outcomesOf } from '../support/outcomes.js'
import { startServer } from '../support/server.js'

const DAY = 86_400_000
const shards = Array.from({ length: 8 }, (_, index) => `${index + 1}/8`)

describe('--shard', () => {
  it('lists every upload in one shard', async () => {
    const server = await startServer()
    server.addMany(400)
    const documents = []
    for (const shard of shards) {
      const { code, stdout } = await server.run(`list --bucket bkt --shard ${shard} --json`)
      expect(code).toBe(0)
      documents.push(JSON.parse(stdout) as { Filter: { Shard: string }; Uploads: { Key: string }[] })
    }
    expect(documents.map(({ Filter }) => Filter.Shard)).toEqual(shards)
    const keys = documents.flatMap(({ Uploads }) => Uploads.map(({ Key }) => Key))
    expect(keys).toHaveLength(400)
    expect(new Set(keys).size).toBe(400)
  })

  it('aborts and verifies only its own uploads if all shards run at once', async () => {
    const server = await startServer()
    server.addMany(400)
    server.add('keep/k')
    const results = await Promise.all(
      shards.map((shard) =>
        server.run(`abort-all --bucket bkt --prefix k --exclude keep/** --shard ${shard} --yes --json`),
      ),
    )
    const summaries = results.map((result) => outcomesOf(result).Summary)
    expect(results.map(({ code }) => code)).toEqual(shards.map(() => 0))
    expect(summaries.reduce((sum, { Matched }) => sum + Matched, 0)).toBe(400)
    expect(summaries.map(({ Matched, Aborted }) => Matched - Aborted)).toEqual(shards.map(() => 0))
    expect(server.deletes).toHaveLength(400)
    expect(new Set(server.deletes).size).toBe(400)
    expect([...server.bucket.uploads.values()].map(({ key }) => key)).toEqual(['keep/k'])
  })

  it('aborts nothing of another shard', async () => {
    const server = await startServer()
    server.addMany(100)
    let isFirst = true
    server.injectFault(
      ({ method }) => method === 'DELETE' && isFirst,
      (incoming, outgoing) => {
        isFirst = false
        for (let index = 0; index < 100; index++) server.add(`late${index}`)
        server.sandbox.handle(incoming, outgoing)
      },
    )
    expect((await server.run('abort-all --bucket bkt --shard 1/2 --yes')).code).toBe(0)
    const { code } = await server.run('verify --bucket bkt --shard 1/2')
    expect(code).toBe(0)
    const { stdout } = await server.run('verify --bucket bkt --shard 2/2 --json')
    expect(JSON.parse(stdout)).toMatchObject({ Filter: { Shard: '2/2' }, Remaining: server.left })
  })

  it('names the shard in every output', async () => {
    const server = await startServer()
    const uploadId = server.bucket.addUpload('k', server.clock.now() - 2 * DAY, '1').uploadId // In shard 1/8.
    const asked = await server.run('abort-all --bucket bkt --shard 1/8', { tty: true, stdin: 'n' })
    expect(asked.stderr).toMatch(/^ {2}selection {4}--shard 1\/8$/m)
    expect(await server.run('list --bucket bkt --shard 1/8', { tty: true })).toMatchObject({
      stdout: expect.stringContaining('1 upload matches, 0 B. Oldest: 2 days.\n') as string,
    })
    expect(await server.run('list --bucket bkt --shard 2/8', { tty: true })).toMatchObject({
      stdout: expect.stringContaining('No uploads match --shard 2/8.') as string,
    })
    expect(await server.run('verify --bucket bkt --shard 2/8')).toEqual({
      code: 0,
      stdout: expect.stringContaining('No uploads match --shard 2/8.') as string,
      stderr: '',
    })
    expect(await server.run('abort-all --bucket bkt --shard 1/8 --dry-run')).toMatchObject({
      stdout: `k\t${uploadId}\t2026-11-20T12:00:00.000Z\t\t\t\tbkt\n`,
      stderr: 'Dry run. 1 upload would be aborted.\n',
    })
    expect(await server.run('abort-all --bucket bkt --shard 1/8 --yes -o ndjson')).toMatchObject({
      stdout: expect.stringContaining('{"Bucket":"bkt","Key":"k"') as string,
      stderr: 'Aborted 1 of 1 upload.\n',
    })
  })

  it('selects the shard in each of several buckets', async () => {
    const server = await startServer()
    server.bucket.addUpload('k', server.clock.now(), '1') // In shard 1/8.
    server.sandbox.createBucket('other')
    const json = await server.run('verify --bucket bkt --bucket other --shard 1/8 --json')
    expect(json.code).toBe(8)
    expect(JSON.parse(json.stdout)).toMatchObject({
      Filter: { Shard: '1/8' },
      Buckets: [
        { Bucket: 'bkt', Clear: false, Remaining: 1 },
        { Bucket: 'other', Remaining: 0 },
      ],
    })
    const table = await server.run('verify --bucket bkt --bucket other --shard 2/8', { tty: true })
    expect(table.code).toBe(0)
    expect(table.stdout).toMatch(/\n\nOnly uploads that match --shard 2\/8\.\n$/)
  })
})

describe('--shards', () => {
  it('reads the shard from JOB_COMPLETION_INDEX, which counts from 0', async () => {
    const server = await startServer()
    for (const [index, Shard] of shards.entries()) {
      const environment = { JOB_COMPLETION_INDEX: String(index) }
      const { stdout } = await server.run('verify --bucket bkt --shards 8 --json', { environment })
      expect(JSON.parse(stdout)).toMatchObject({ Filter: { Shard }, Remaining: 0 })
    }
  })
})
