import type { RequestListener } from 'node:http'
import { onTestFinished } from 'vitest'
import { type Elements, error, type Response, xml } from '../../src/sandbox/responses.js'
import { listen } from '../../src/sandbox/server.js'
import { NOON, TestClock } from './clock.js'
import { cwmpu, type Result } from './cwmpu.js'

const MINUTE = 60_000
const DAY = 86_400_000

/** Differences between servers in how they list uploads. All resume in the order in which they list. */
export interface ListingProfile {
  readonly pageSize: number
  readonly order: 'key' | 'key.id' | 'key/id' | 'id' | 'insertion' | 'reversed'
  /** Upload that a page names as its next marker. With 'next', the next page starts at this upload, not after it. */
  readonly marker: 'last' | 'next' | 'none'
  readonly markerEncoding: 'raw' | 'as keys'
  /** Response to the marker of an upload that is gone: the uploads after it, or an empty page. */
  readonly goneMarker: 'rest' | 'empty'
  readonly truncated: 'right' | 'once too often' | 'never'
  readonly maxUploads: 'effective' | 'requested' | 'larger' | 'absent'
  readonly prefix: 'exact' | 'ignored' | 'hiding'
  /** Cuts a page before it applies the prefix, so that a truncated page can be short or empty. */
  readonly cutsBeforePrefix: boolean
  readonly encoding: 'none' | 'url' | 'url, not named' | 'plus for space'
  readonly initiated: 'exact' | 'absent' | 'zero'
}

/** Upload that started a minute or 30 days before the run. */
interface InitialUpload {
  readonly key: string
  readonly isRecent: boolean
}

interface StoredUpload extends InitialUpload {
  readonly uploadId: string
  readonly index: number
}

/** Another client completes an upload right after a listing request: the last of the page, or one by its index. */
interface Completion {
  readonly afterRequest: number
  readonly which: 'last' | number
}

export interface Scenario {
  readonly profile: ListingProfile
  readonly uploads: readonly InitialUpload[]
  readonly completions: readonly Completion[]
}

/** Lists as AWS does, except for markers: it encodes the keys alone. */
export const ORDINARY: ListingProfile = {
  pageSize: 1000,
  order: 'key',
  marker: 'last',
  markerEncoding: 'raw',
  goneMarker: 'rest',
  truncated: 'right',
  maxUploads: 'effective',
  prefix: 'exact',
  cutsBeforePrefix: false,
  encoding: 'url',
  initiated: 'exact',
}

/** S3 server with one bucket, `bkt`, that lists in a given profile and aborts exactly. */
export class ListingServer {
  /** One line per request, for the message of a failed test. */
  readonly log: string[] = []
  readonly completed = new Set<string>()
  readonly aborted = new Set<string>()
  readonly #profile: ListingProfile
  readonly #completions: readonly Completion[]
  readonly #all: readonly StoredUpload[]
  #listings = 0

  constructor({ profile, uploads, completions }: Scenario) {
    this.#profile = profile
    this.#completions = completions
    // The IDs are in another order than the keys and the uploads.
    this.#all = uploads.map((upload, index) => ({
      ...upload,
      uploadId: `id${String(index ^ 5).padStart(4, '0')}`,
      index,
    }))
  }

  get left(): StoredUpload[] {
    return this.#all.filter(({ uploadId }) => !this.completed.has(uploadId) && !this.aborted.has(uploadId))
  }

  /** Uploads that no other client completed during the run. */
  get stayed(): StoredUpload[] {
    return this.#all.filter(({ uploadId }) => !this.completed.has(uploadId))
  }

  has(key: string, uploadId: string): boolean {
    return this.#all.some((upload) => upload.key === key && upload.uploadId === uploadId)
  }

  readonly handle: RequestListener = ({ method = '', url = '' }, outgoing) => {
    const { pathname, searchParams: query } = new URL(url, 'http://x')
    const key = decodeURIComponent(pathname.slice('/bkt/'.length))
    const { status, body, headers } =
      method === 'DELETE'
        ? this.#abort(key, query.get('uploadId') ?? '')
        : query.has('uploads')
          ? this.#list(query)
          : emptyBucket(query)
    outgoing.sendDate = false
    outgoing.writeHead(status, { ...headers, date: new Date(NOON).toUTCString() })
    outgoing.end(body)
  }

  #abort(key: string, uploadId: string): Response {
    const exists = this.left.some((upload) => upload.key === key && upload.uploadId === uploadId)
    this.log.push(`abort ${key} ${uploadId}: ${exists ? '204' : '404'}`)
    if (!exists) return error(404, 'NoSuchUpload')
    this.aborted.add(uploadId)
    return { status: 204 }
  }

  #list(query: URLSearchParams): Response {
    this.#listings++
    const profile = this.#profile
    const requested = Number(query.get('max-uploads') ?? 1000)
    const size = Math.min(requested, profile.pageSize)
    const prefix = query.get('prefix') ?? ''
    const matches = ({ key }: StoredUpload) =>
      profile.prefix === 'ignored' || (profile.prefix === 'exact' ? key.startsWith(prefix) : prefix === '')
    const following = this.#uploadsAfter(query.get('key-marker'), query.get('upload-id-marker'))
    const candidates = profile.cutsBeforePrefix ? following : following.filter(matches)
    const cut = candidates.slice(0, size)
    const uploads = cut.filter(matches)
    const isCut = candidates.length > size
    const isTruncated = { right: isCut, never: false, 'once too often': candidates.length >= size }[profile.truncated]
    const next = { last: cut.at(-1), next: candidates[size], none: undefined }[profile.marker]
    const encode = query.get('encoding-type') === 'url' ? encoders[profile.encoding] : (key: string) => key
    const encodeMarker = profile.markerEncoding === 'raw' ? (key: string) => key : encode
    const maxUploads = { effective: size, requested, larger: 10_000, absent: undefined }[profile.maxUploads]
    const isNamed = query.has('encoding-type') && !['none', 'url, not named'].includes(profile.encoding)
    const shown = uploads.map((upload) => `${upload.key} ${upload.uploadId}`).join(', ')
    this.log.push(`list ${markersIn(query)}: [${shown}]${isTruncated ? ' truncated' : ''}`)
    this.#complete(uploads.at(-1))
    return xml('ListMultipartUploadsResult', {
      Bucket: 'bkt',
      ...(isTruncated && next && { NextKeyMarker: encodeMarker(next.key), NextUploadIdMarker: next.uploadId }),
      MaxUploads: maxUploads,
      EncodingType: isNamed ? 'url' : undefined,
      IsTruncated: isTruncated,
      Upload: uploads.map((upload) => this.#describe(upload, encode)),
    })
  }

  /** Returns the uploads after or from a marker, in the order of the server. */
  #uploadsAfter(key: string | null, uploadId: string | null): StoredUpload[] {
    const { order, marker, goneMarker } = this.#profile
    const compare = comparisons[order]
    const sorted = this.left.sort(compare)
    if (!key) return sorted
    const known = this.#all.find((upload) => upload.key === key && upload.uploadId === uploadId)
    if (goneMarker === 'empty' && !(known && sorted.includes(known))) return []
    const at = known ?? { key, uploadId: uploadId ?? '\u{10ffff}', index: -1, isRecent: false }
    // In these orders, the position of a marker without an upload is unknown.
    if (!known && (order === 'id' || order === 'insertion')) return sorted
    return sorted.filter((upload) => compare(upload, at) > (marker === 'next' ? -1 : 0))
  }

  #complete(last: StoredUpload | undefined): void {
    for (const { afterRequest, which } of this.#completions) {
      if (afterRequest !== this.#listings) continue
      const upload = which === 'last' ? last : this.#all[which]
      if (!upload || this.aborted.has(upload.uploadId) || this.completed.has(upload.uploadId)) continue
      this.completed.add(upload.uploadId)
      this.log.push(`another client completes ${upload.key} ${upload.uploadId}`)
    }
  }

  #describe({ key, uploadId, isRecent }: StoredUpload, encode: (key: string) => string): Elements {
    const Initiated = {
      exact: new Date(NOON - (isRecent ? MINUTE : 30 * DAY)).toISOString(),
      absent: undefined,
      zero: '0001-01-01T00:00:00.000Z',
    }[this.#profile.initiated]
    return { Key: encode(key), UploadId: uploadId, Initiated }
  }
}

/** Starts a listener until the test is over. Returns a function that runs a command with a server. */
export async function startListingServers() {
  let handle: RequestListener = () => undefined
  const { endpoint, close } = await listen((incoming, outgoing) => handle(incoming, outgoing))
  onTestFinished(close)
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    HOME: '/nonexistent',
  }
  return async (server: ListingServer, commandLine: readonly string[]): Promise<Result> => {
    handle = server.handle
    return cwmpu(commandLine, { clock: new TestClock(), environment })
  }
}

const byText = (a: string, b: string) => Number(a > b) - Number(a < b)
const by = (rank: (upload: StoredUpload) => string) => (a: StoredUpload, b: StoredUpload) => byText(rank(a), rank(b))

const comparisons: Record<ListingProfile['order'], (a: StoredUpload, b: StoredUpload) => number> = {
  key: by(({ key, uploadId }) => `${key}\0${uploadId}`),
  'key.id': by(({ key, uploadId }) => `${key}.${uploadId}`),
  'key/id': by(({ key, uploadId }) => `${key}/${uploadId}`),
  id: by(({ uploadId }) => uploadId),
  insertion: (a, b) => a.index - b.index,
  reversed: (a, b) => byText(`${b.key}\0${b.uploadId}`, `${a.key}\0${a.uploadId}`),
}

const percentEncode = (key: string) => encodeURIComponent(key).replaceAll('%2F', '/')
const encoders: Record<ListingProfile['encoding'], (key: string) => string> = {
  none: (key) => key,
  url: percentEncode,
  'url, not named': percentEncode,
  'plus for space': (key) => percentEncode(key).replaceAll('%20', '+'),
}

function markersIn(query: URLSearchParams): string {
  const names = ['prefix', 'key-marker', 'upload-id-marker', 'encoding-type'].filter((name) => query.has(name))
  return names.map((name) => `${name}=${query.get(name) ?? ''}`).join(' ')
}

function emptyBucket(query: URLSearchParams): Response {
  if (query.has('lifecycle')) return error(404, 'NoSuchLifecycleConfiguration')
  const root = query.has('versions') ? 'ListVersionsResult' : 'ListBucketResult'
  return xml(root, { Name: 'bkt', IsTruncated: false })
}
