import { expect } from 'vitest'
import { DAY, HOUR } from '../../src/core/time.js'
import type { Result, RunOptions } from '../support/cwmpu.js'
import { startServer, type TestServer } from '../support/server.js'

/** Result that a sentence of the contract promises. A string is a part of a stream, or `''` if it stays empty. */
export interface Promised {
  /** Exit code [default: 0]. */
  readonly code?: number
  readonly stdout?: string | RegExp
  readonly stderr?: string | RegExp
  /** Fields of the JSON document on stdout. */
  readonly json?: object
  /** Keys on stdout, in tsv. */
  readonly keys?: string
  /** Keys of the uploads that are left in `bkt`. */
  readonly left?: string
  /** True if no request is sent. */
  readonly sendsNothing?: boolean
  /** Number of requests for the parts of an upload. */
  readonly partsRequests?: number
}

/** One sentence of the contract: the command line, what it promises, and what surrounds the run. */
export type Row = [sentence: string, words: string, promised: Promised, options?: Partial<RunOptions>]

export const ALL_KEYS = 'data/a data/b* k new'

/**
 * Bucket `bkt` with uploads of four keys, `empty` without uploads, `blocked` with an object, and a name that only path
 * addressing allows.
 */
export async function startBuckets(): Promise<TestServer> {
  const server = await startServer()
  const now = server.clock.now()
  server.bucket.addUpload('data/a', now - 9 * DAY, 'a')
  server.bucket.addUpload('data/b*', now - 2 * DAY, 'b')
  const { parts } = server.bucket.addUpload('k', now - 9 * DAY, 'k')
  parts.set(1, { size: 5 * 2 ** 20, modified: now - HOUR })
  server.bucket.addUpload('new', now - 1000, 'n')
  server.sandbox.createBucket('empty')
  server.sandbox.createBucket('blocked').objects.add('o')
  server.sandbox.createBucket('My_Bucket')
  return server
}

/** Runs a command line on the buckets, and compares it with the contract. */
export async function checkRow(...[, words, promised, options]: Row): Promise<void> {
  const server = await startBuckets()
  checkResult(await server.run(words, options), promised, server)
}

function checkResult(result: Result, promised: Promised, server: TestServer): void {
  const { code = 0, stdout, stderr, json, keys, left } = promised
  expect({ code: result.code, stderr: result.stderr }).toMatchObject({ code })
  if (stdout !== undefined) expectText(result.stdout, stdout)
  if (stderr !== undefined) expectText(result.stderr, stderr)
  if (json) expect(JSON.parse(result.stdout)).toMatchObject(json)
  if (keys !== undefined) expect(keysIn(result)).toBe(keys)
  if (left !== undefined) expect(Array.from(server.bucket.uploads.values(), ({ key }) => key).join(' ')).toBe(left)
  if (promised.sendsNothing) expect(server.requests).toEqual([])
  if (promised.partsRequests !== undefined)
    expect(server.requests.filter((request) => request.includes('max-parts'))).toHaveLength(promised.partsRequests)
}

function expectText(text: string, promised: string | RegExp): void {
  if (promised === '') expect(text).toBe('')
  else if (typeof promised === 'string') expect(text).toContain(promised)
  else expect(text).toMatch(promised)
}

/** Returns the first column of a listing in tsv. */
export function keysIn({ stdout }: Result): string {
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t')[0])
    .join(' ')
}
