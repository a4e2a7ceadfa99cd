import { describe, expect, it } from 'vitest'
import type { BucketUploads } from '../../src/context.js'
import { targetId, type Target } from '../../src/core/upload.js'
import { UploadListing } from '../../src/service/list-uploads.js'
import type { Result, RunOptions } from '../support/cwmpu.js'

/** Bucket of a server to test, or the uploads under a prefix in it. */
export interface ServerUnderTest {
  readonly bucket: string
  /** Maximum uploads on a page. */
  readonly pageSize: number
  /** Prefix of every key that the suite creates and matches. */
  readonly prefix: string
  /** Keys that the server accepts, see `oddKeys`. */
  readonly keys: readonly string[]
  /** Number of uploads that take several pages [default: three pages]. */
  readonly many?: number
  readonly startUploads: (keys: readonly string[]) => Promise<Target[]>
  /** Sends parts of these sizes. */
  readonly addParts: (target: Target, sizes: readonly number[]) => Promise<void>
  readonly run: (commandLine: readonly string[], options?: Partial<RunOptions>) => Promise<Result>
  readonly connect: () => Promise<BucketUploads>
}

/** Declares the tests that `cwmpu` must pass on every S3 server. */
export function testConformance(name: string, start: () => Promise<ServerUnderTest>): void {
  describe(`cwmpu on ${name}`, () => {
    it('lists several full pages, aborts exactly one upload and then all others, and verifies both', async () => {
      const server = await start()
      const { pageSize, many = 3 * pageSize } = server
      const uploads = await server.startUploads(
        Array.from({ length: many }, (_, index) => `${server.prefix}many/${index}`),
      )
      const [target] = uploads
      if (!target) throw new Error('no uploads')
      const all = ['--bucket', server.bucket, '--prefix', server.prefix]
      const one = ['--bucket', server.bucket, '--key', target.key, '--upload-id', target.uploadId]

      expect(idsIn(await server.run(['list', ...all, '--json']))).toEqual(sortedIds(uploads))
      expect(await server.run(['abort', ...one])).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/^Aborted 1 of 1 upload( in .*)?\.\n$/) as string,
      })
      expect(await server.run(['abort', ...one])).toMatchObject({ code: 5, stdout: '' })
      expect(await server.run(['verify', ...all])).toMatchObject({ code: 8 })
      expect(await server.run(['abort-all', ...all])).toMatchObject({ code: 2 })
      expect(await server.run(['abort-all', ...all, '--dry-run'])).toMatchObject({ code: 0 })
      expect(idsIn(await server.run(['list', ...all, '--json']))).toEqual(sortedIds(uploads.slice(1)))
      const { code, stdout } = await server.run(['abort-all', ...all, '--yes', '--json'])
      expect(code).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({ Summary: { Matched: many - 1, Aborted: many - 1 }, Verified: true })
      expect(await server.run(['verify', ...all])).toMatchObject({ code: 0 })
    }, 240_000)

    it('S2 S6 S13 lists odd keys byte for byte, and aborts from this listing', async () => {
      const server = await start()
      const uploads = await server.startUploads(server.keys)
      const all = ['--bucket', server.bucket, '--prefix', server.prefix]
      const listed = await server.run(['list', ...all, '-o', 'ndjson'])
      expect(idsInLines(listed.stdout)).toEqual(sortedIds(uploads))
      const aborted = await server.run(['abort', '--bucket', server.bucket, '--from', '-', '--yes', '--json'], {
        stdin: listed.stdout,
      })
      expect(JSON.parse(aborted.stdout)).toMatchObject({
        Summary: { Matched: uploads.length, Aborted: uploads.length },
      })
      expect(await server.run(['verify', ...all])).toMatchObject({ code: 0 })
    })

    it.each([1, 2, 3])('lists every upload of odd keys once with a page size of %i', async (pageSize) => {
      const server = await start()
      const uploads = await server.startUploads([...server.keys, ...server.keys.slice(0, 5)])
      expect(await listBy(pageSize, server)).toEqual(sortedIds(uploads))
      await server.run(['abort-all', '--bucket', server.bucket, '--prefix', server.prefix, '--yes'])
    })

    it('lists every upload of one key once on several pages', async () => {
      const server = await start()
      const { pageSize, many = 2.5 * pageSize } = server
      const uploads = await server.startUploads(Array.from({ length: many }, () => `${server.prefix}one key`))
      expect(await listBy(pageSize, server)).toEqual(sortedIds(uploads))
      await server.run(['abort-all', '--bucket', server.bucket, '--prefix', server.prefix, '--yes'])
    }, 240_000)

    it('S1 prints no control characters on a terminal', async () => {
      const server = await start()
      await server.startUploads(server.keys)
      const all = ['--bucket', server.bucket, '--prefix', server.prefix]
      for (const command of [['list'], ['list', '-o', 'tsv'], ['abort-all', '--dry-run'], ['abort-all', '--yes']]) {
        const { stdout, stderr } = await server.run([...command, ...all], { tty: true })
        expect(stdout + stderr).not.toMatch(/[^\P{C}\n\t]/u)
      }
    })

    it('lists exact sizes for odd keys', async () => {
      const server = await start()
      const uploads = await server.startUploads(server.keys)
      for (const [index, upload] of uploads.entries()) await server.addParts(upload, [2 ** 16, index + 1])
      const all = ['--bucket', server.bucket, '--prefix', server.prefix]
      const { stdout, stderr } = await server.run(['list', ...all, '--sizes', '--json'])
      const { Uploads } = JSON.parse(stdout) as { Uploads: { Parts: number; Size: number }[] }
      const sizes = uploads.map((_, index) => 2 ** 16 + index + 1)
      expect(stderr).toBe('')
      expect(Uploads.map(({ Size }) => Size).sort((a, b) => a - b)).toEqual(sizes)
      expect(new Set(Uploads.map(({ Parts }) => Parts))).toEqual(new Set([2]))
      const summary = await server.run(['list', ...all, '--summary', '--sizes', '--json'])
      expect(JSON.parse(summary.stdout)).toMatchObject({
        Totals: { Uploads: uploads.length, Size: sizes.reduce((sum, size) => sum + size, 0), SizeUnknown: 0 },
      })
      await server.run(['abort-all', ...all, '--yes'])
    }, 60_000)

    it('matches a prefix at the start of the key, whatever the server returns', async () => {
      const server = await start()
      const [, wanted] = await server.startUploads([`${server.prefix}a`, `${server.prefix}a.2`, `${server.prefix}b`])
      const narrow = ['--bucket', server.bucket, '--prefix', `${server.prefix}a.`]
      expect(idsIn(await server.run(['list', ...narrow, '--json']))).toEqual(sortedIds(wanted ? [wanted] : []))
      await server.run(['abort-all', '--bucket', server.bucket, '--prefix', server.prefix, '--yes'])
    })
  })
}

async function listBy(pageSize: number, { connect, prefix }: ServerUnderTest): Promise<string[]> {
  const uploads: Target[] = []
  const listing = new UploadListing((await connect()).context, pageSize)
  for await (const page of listing.pages({ prefix }, new AbortController().signal)) uploads.push(...page.uploads)
  return sortedIds(uploads)
}

function idsIn({ stdout }: Result): string[] {
  const document = JSON.parse(stdout) as { Uploads: { Key: string; UploadId: string }[] }
  return sortedIds(document.Uploads.map(({ Key, UploadId }) => ({ key: Key, uploadId: UploadId })))
}

function idsInLines(text: string): string[] {
  const uploads = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { Key: string; UploadId: string })
  return sortedIds(uploads.map(({ Key, UploadId }) => ({ key: Key, uploadId: UploadId })))
}

/** Returns sorted IDs, because servers differ in their order. Keeps repeated ones, so that a test fails. */
function sortedIds(targets: readonly Target[]): string[] {
  return targets.map(targetId).sort()
}
