import { describe, expect, it } from 'vitest'
import type { BucketUploads } from '../../src/context.js'
import { targetId, type Target } from '../../src/core/upload.js'
import type { Result, RunOptions } from '../support/cwmpu.js'

/** Server to run the command line against: a bucket, or the uploads under a prefix of it. */
export interface StoreUnderTest {
  readonly bucket: string
  /** Maximum uploads on a page. */
  readonly pageSize: number
  /** Prefix of every key that the suite creates and selects. */
  readonly prefix: string
  /** Keys that the server accepts and other tools do not, see `oddKeys`. */
  readonly keys: readonly string[]
  /** Number of uploads that take several pages [default: three pages]. */
  readonly many?: number
  readonly begin: (keys: readonly string[]) => Promise<Target[]>
  /** Sends parts of these sizes. */
  readonly fill: (target: Target, sizes: readonly number[]) => Promise<void>
  readonly run: (commandLine: readonly string[], surroundings?: Partial<RunOptions>) => Promise<Result>
  readonly open: () => Promise<BucketUploads>
}

/** Declares the tests that `cwmpu` must pass on every S3 server. */
export function conformsOn(name: string, start: () => Promise<StoreUnderTest>): void {
  describe(`on ${name}`, () => {
    it('lists several full pages, aborts exactly one upload, and then all others, each verified', async () => {
      const store = await start()
      const { pageSize, many = 3 * pageSize } = store
      const uploads = await store.begin(Array.from({ length: many }, (_, index) => `${store.prefix}many/${index}`))
      const [doomed] = uploads
      if (!doomed) throw new Error('no uploads')
      const all = ['--bucket', store.bucket, '--prefix', store.prefix]
      const one = ['--bucket', store.bucket, '--key', doomed.key, '--upload-id', doomed.uploadId]

      expect(identitiesIn(await store.run(['list', ...all, '--json']))).toEqual(identities(uploads))
      expect(await store.run(['abort', ...one])).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/^Aborted 1 of 1 upload( in .*)?\.\n$/) as string,
      })
      expect(await store.run(['abort', ...one])).toMatchObject({ code: 5, stdout: '' })
      expect(await store.run(['verify', ...all])).toMatchObject({ code: 8 })
      expect(await store.run(['abort-all', ...all])).toMatchObject({ code: 2 })
      expect(await store.run(['abort-all', ...all, '--dry-run'])).toMatchObject({ code: 0 })
      expect(identitiesIn(await store.run(['list', ...all, '--json']))).toEqual(identities(uploads.slice(1)))
      const { code, stdout } = await store.run(['abort-all', ...all, '--yes', '--json'])
      expect(code).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({
        Summary: { Matched: many - 1, Aborted: many - 1 },
        Verified: true,
      })
      expect(await store.run(['verify', ...all])).toMatchObject({ code: 0 })
    }, 240_000)

    it('gives odd keys byte for byte, and aborts by its own listing', async () => {
      const store = await start()
      const uploads = await store.begin(store.keys)
      const all = ['--bucket', store.bucket, '--prefix', store.prefix]
      const listed = await store.run(['list', ...all, '-o', 'ndjson'])
      expect(identitiesOfLines(listed.stdout)).toEqual(identities(uploads))
      const aborted = await store.run(['abort', '--bucket', store.bucket, '--from', '-', '--yes', '--json'], {
        stdin: listed.stdout,
      })
      expect(JSON.parse(aborted.stdout)).toMatchObject({
        Summary: { Matched: uploads.length, Aborted: uploads.length },
      })
      expect(await store.run(['verify', ...all])).toMatchObject({ code: 0 })
    })

    it.each([1, 2, 3])('pages through odd keys by %i, each upload once', async (pageSize) => {
      const store = await start()
      const uploads = await store.begin([...store.keys, ...store.keys.slice(0, 5)])
      expect(await listBy(pageSize, store)).toEqual(identities(uploads))
      await store.run(['abort-all', '--bucket', store.bucket, '--prefix', store.prefix, '--yes'])
    })

    it('pages through uploads of one key, each once, on several pages', async () => {
      const store = await start()
      const { pageSize, many = 2.5 * pageSize } = store
      const uploads = await store.begin(Array.from({ length: many }, () => `${store.prefix}one key`))
      expect(await listBy(pageSize, store)).toEqual(identities(uploads))
      await store.run(['abort-all', '--bucket', store.bucket, '--prefix', store.prefix, '--yes'])
    }, 240_000)

    it('shows no raw control character in any format for people', async () => {
      const store = await start()
      await store.begin(store.keys)
      const all = ['--bucket', store.bucket, '--prefix', store.prefix]
      for (const command of [['list'], ['list', '-o', 'tsv'], ['abort-all', '--dry-run'], ['abort-all', '--yes']]) {
        const { stdout, stderr } = await store.run([...command, ...all], { tty: true })
        expect(stdout + stderr).not.toMatch(/[^\P{C}\n\t]/u)
      }
    })

    it('knows what uploads hold, to the byte, whatever their keys are', async () => {
      const store = await start()
      const uploads = await store.begin(store.keys)
      for (const [index, upload] of uploads.entries()) await store.fill(upload, [2 ** 16, index + 1])
      const all = ['--bucket', store.bucket, '--prefix', store.prefix]
      const { stdout, stderr } = await store.run(['list', ...all, '--sizes', '--json'])
      const { Uploads } = JSON.parse(stdout) as { Uploads: { Parts: number; Size: number }[] }
      const sizes = uploads.map((_, index) => 2 ** 16 + index + 1)
      expect(stderr).toBe('')
      expect(Uploads.map(({ Size }) => Size).sort((a, b) => a - b)).toEqual(sizes)
      expect(new Set(Uploads.map(({ Parts }) => Parts))).toEqual(new Set([2]))
      const summary = await store.run(['list', ...all, '--summary', '--sizes', '--json'])
      expect(JSON.parse(summary.stdout)).toMatchObject({
        Totals: { Uploads: uploads.length, Size: sizes.reduce((sum, size) => sum + size, 0), SizeUnknown: 0 },
      })
      await store.run(['abort-all', ...all, '--yes'])
    }, 60_000)

    it('takes a prefix for the beginning of the key, whatever the store does with it', async () => {
      const store = await start()
      const [, wanted] = await store.begin([`${store.prefix}a`, `${store.prefix}a.2`, `${store.prefix}b`])
      const narrow = ['--bucket', store.bucket, '--prefix', `${store.prefix}a.`]
      expect(identitiesIn(await store.run(['list', ...narrow, '--json']))).toEqual(identities(wanted ? [wanted] : []))
      await store.run(['abort-all', '--bucket', store.bucket, '--prefix', store.prefix, '--yes'])
    })
  })
}

async function listBy(pageSize: number, { open, prefix }: StoreUnderTest): Promise<string[]> {
  const uploads: Target[] = []
  for await (const page of (await open()).pages({ prefix, pageSize }, new AbortController().signal))
    uploads.push(...page.uploads)
  return identities(uploads)
}

function identitiesIn({ stdout }: Result): string[] {
  const document = JSON.parse(stdout) as { Uploads: { Key: string; UploadId: string }[] }
  return identities(document.Uploads.map(({ Key, UploadId }) => ({ key: Key, uploadId: UploadId })))
}

function identitiesOfLines(text: string): string[] {
  const uploads = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { Key: string; UploadId: string })
  return identities(uploads.map(({ Key, UploadId }) => ({ key: Key, uploadId: UploadId })))
}

/** Sorted, since stores differ in their order; repeated ones stay, so that they show. */
function identities(targets: readonly Target[]): string[] {
  return targets.map(targetId).sort()
}
