import { describe, expect, it } from 'vitest'
import { type Selection, selectPrefix } from '../../src/core/selection.js'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/time.js'
import { type ScanPurpose, UploadScan } from '../../src/core/upload-scan.js'
import type { Page, Upload } from '../../src/core/upload.js'

const NOW = Date.UTC(2026, 0, 15)

interface Given {
  readonly selection?: Partial<Selection>
  readonly purpose?: ScanPurpose
  /** Difference of the server's clock to the local one. */
  readonly serverAhead?: number
}

const upload = (initiated?: number, rest: Partial<Upload> = {}): Upload => ({
  key: 'k',
  uploadId: String(initiated),
  ...(initiated !== undefined && { initiated }),
  ...rest,
})

const pageOf = (uploads: readonly Upload[], rest: Partial<Page> = {}): Page => ({
  uploads,
  malformedEntries: [],
  isOfBucket: true,
  isUnreliable: false,
  ...rest,
})

/** Scans one page. */
function scanned(uploads: readonly Upload[], given: Given = {}, page: Partial<Page> = {}) {
  const { selection = {}, purpose = 'list', serverAhead = 0 } = given
  const scan = new UploadScan({ ...selectPrefix(''), ...selection }, NOW, purpose)
  const listed = scan.filterByListing(pageOf(uploads, { serverTime: NOW + serverAhead, ...page }))
  return { scan, matched: scan.filterByParts(listed) }
}

describe('UploadScan with conditions on age', () => {
  const olderThan = 7 * DAY
  it.each([
    ['by both clocks', 8 * DAY, 0, true, true],
    ['by the clock of the server only', 5 * DAY, 3 * DAY, false, true],
    ['by the local clock only', 8 * DAY, -3 * DAY, false, true],
    ['by neither', 5 * DAY, 0, false, false],
  ])(
    'matches an upload that is old %s: list and abort by both, verify by either',
    (_, age, serverAhead, ...expected) => {
      const uploads = [upload(NOW - age)]
      const matches = (purpose: ScanPurpose) =>
        scanned(uploads, { selection: { olderThan }, purpose, serverAhead }).matched.length > 0
      expect([matches('list'), matches('verify')]).toEqual(expected)
      expect(matches('abort')).toBe(expected[0])
    },
  )

  it.each([
    ['no time', undefined],
    ['the year 1', Date.UTC(2000, 0) - 1999 * 365 * DAY],
    ['the epoch', 0],
    ['a time before S3 existed', Date.UTC(2005, 11, 31)],
    ['more than a day ahead', NOW + DAY + SECOND],
    ['the year 9999', Date.UTC(9999, 0)],
  ])('matches an upload with %s only for verify, and counts it', (_, initiated) => {
    const selection = { olderThan: MINUTE }
    const listed = scanned([upload(initiated)], { selection })
    expect([listed.matched, listed.scan.unknownAgeCount]).toEqual([[], 1])
    const verified = scanned([upload(initiated)], { selection, purpose: 'verify' })
    expect([verified.matched.length, verified.scan.unknownAgeCount]).toEqual([1, 1])
    expect(scanned([upload(initiated)]).matched).toMatchObject([{ uploadId: String(initiated) }])
    expect(scanned([upload(initiated)]).matched[0]).not.toHaveProperty('initiated')
  })

  it('tests each condition by its own clock: verify counts an upload if each holds by either', () => {
    const uploads = [upload(NOW - 20 * DAY)]
    const given = { selection: { olderThan: 30 * DAY, newerThan: 21 * DAY }, serverAhead: 30 * DAY }
    expect(scanned(uploads, given).matched).toEqual([])
    expect(scanned(uploads, { ...given, purpose: 'verify' }).matched).toHaveLength(1)
  })

  it('counts no unknown age of an upload that verify excludes by its size', () => {
    const selection = { olderThan: DAY, largerThan: 10 }
    const small = upload(undefined, { parts: { count: 1, bytes: 1, lastModified: NOW - HOUR } })
    const { matched, scan } = scanned([small], { selection, purpose: 'verify' })
    expect([matched, scan.unknownAgeCount]).toEqual([[], 0])
  })

  it('counts an upload as recent if it started in the last 24 hours by either clock', () => {
    const uploads = [upload(NOW - 2 * DAY), upload(NOW - HOUR), upload()]
    expect(scanned(uploads).scan.recentCount).toBe(2)
    expect(scanned(uploads, { serverAhead: -2 * DAY }).scan.recentCount).toBe(3)
  })

  it('reports clocks that differ by more than an hour', () => {
    const differs = (serverAhead: number) => scanned([], { serverAhead }).scan.hasClockDifference
    expect([differs(HOUR), differs(HOUR + SECOND), differs(-HOUR - SECOND)]).toEqual([false, true, true])
  })
})

describe('UploadScan with conditions on parts', () => {
  const idleFor = DAY
  const withParts = (lastModified: number) => upload(NOW - 9 * DAY, { parts: { count: 1, bytes: 1, lastModified } })

  it('matches an idle upload, and one with an impossible time only for verify', () => {
    const uploads = [withParts(NOW - 2 * DAY), withParts(Date.UTC(9999, 0))]
    const listed = scanned(uploads, { selection: { idleFor } })
    expect([listed.matched.length, listed.scan.unknownAgeCount]).toEqual([1, 1])
    expect(scanned(uploads, { selection: { idleFor }, purpose: 'verify' }).matched).toHaveLength(2)
  })

  it('keeps the times of parts if the upload has no usable time', () => {
    const parts = { count: 1, bytes: 1, lastModified: NOW - 2 * DAY }
    expect(scanned([upload(0, { parts })], { selection: { idleFor } }).matched).toEqual([
      { key: 'k', uploadId: '0', parts },
    ])
    expect(scanned([upload(0, { parts: 'unknown' })]).matched).toMatchObject([{ parts: 'unknown' }])
  })

  it('counts no unknown size if parts were not requested', () =>
    expect(scanned([upload(NOW - DAY)]).scan.unknownSizeCount).toBe(0))

  it('matches again at a later time', () => {
    const { scan } = scanned([], { selection: { idleFor }, purpose: 'abort' })
    const later = NOW + HOUR
    expect(scan.matchesPartsAt(withParts(later - DAY - SECOND), later)).toBe(true)
    expect(scan.matchesPartsAt(withParts(later - DAY + SECOND), later)).toBe(false)
  })
})

describe('UploadScan.classifyLateUpload', () => {
  const FIVE = 5 * MINUTE
  it.each([
    ['started-since', 20 * MINUTE - 1],
    ['missed', 20 * MINUTE],
  ])('returns %s by the local clock alone, which can be wrong by 15 minutes', (expected, age) => {
    const scan = new UploadScan(selectPrefix(''), NOW, 'abort')
    scan.filterByListing(pageOf([]))
    expect(scan.classifyLateUpload(upload(NOW - age))).toBe(expected)
  })

  it.each<[string, Given, Upload, string]>([
    ['missed', {}, upload(NOW - FIVE), 'missed'],
    ['started less than five minutes before the run', {}, upload(NOW - FIVE + 1), 'started-since'],
    ['started after it', {}, upload(NOW + HOUR), 'started-since'],
    ['recent by a slow server clock only', { serverAhead: -HOUR }, upload(NOW - HOUR), 'started-since'],
    ['recent by the local clock only', { serverAhead: HOUR }, upload(NOW - FIVE + 1), 'started-since'],
    ['of an unknown time', {}, upload(), 'unknown-time'],
    ['of an impossible time', {}, upload(0), 'unknown-time'],
    ['of an unknown time, with a condition', { selection: { olderThan: DAY } }, upload(), 'not-matched'],
    ['too young', { selection: { olderThan: DAY } }, upload(NOW - HOUR), 'not-matched'],
    ['of another key', { selection: { prefix: 'x' } }, upload(NOW - DAY), 'not-matched'],
    ['of another key, and recent', { selection: { prefix: 'x' } }, upload(NOW), 'not-matched'],
    ['of another key, and of an unknown time', { selection: { prefix: 'x' } }, upload(), 'not-matched'],
  ])('returns the role of an upload that is %s', (_, given, late, role) => {
    const { scan } = scanned([], { purpose: 'abort', ...given })
    expect(scan.classifyLateUpload(late)).toBe(role)
  })

  it('returns not-matched for an upload that was excluded by its parts', () => {
    const busy = upload(NOW - DAY, { parts: { count: 1, bytes: 1, lastModified: NOW } })
    const { scan } = scanned([busy], { selection: { idleFor: HOUR }, purpose: 'abort' })
    expect(scan.classifyLateUpload(upload(NOW - DAY))).toBe('not-matched')
    expect(scan.classifyLateUpload(upload(NOW - 2 * DAY))).toBe('missed')
  })

  it('leaves out uploads that start after the run, and counts them', () => {
    const uploads = [upload(NOW - DAY), upload(NOW + SECOND)]
    const { scan, matched } = scanned(uploads, { purpose: 'abort' })
    expect([matched.length, scan.newSinceStart]).toEqual([1, 1])
    expect(scanned(uploads).matched).toHaveLength(2)
  })

  it('counts no upload of another key that starts after the run', () => {
    const { scan } = scanned([upload(NOW + SECOND)], { purpose: 'abort', selection: { prefix: 'x' } })
    expect(scan.newSinceStart).toBe(0)
  })

  it('returns started-since for a recent upload that matched before', () => {
    const recent = upload(NOW - MINUTE)
    expect(scanned([recent], { purpose: 'abort' }).scan.classifyLateUpload(recent)).toBe('started-since')
  })
})

describe('UploadScan.others and isBucketClear', () => {
  const others = { count: 2, isComplete: true }
  const old = upload(NOW - DAY)
  it.each<[string, readonly Upload[], Given, Partial<Page>, unknown, boolean]>([
    ['the whole bucket is empty', [], {}, {}, { count: 0, isComplete: true }, true],
    ['an upload matches', [old], {}, {}, { count: 0, isComplete: true }, false],
    ['an upload is excluded', [old], { selection: { prefix: 'x' } }, {}, { count: 1, isComplete: true }, false],
    ['only the prefix was listed', [], { selection: { prefix: 'x' } }, { isOfBucket: false }, undefined, false],
    ['others were counted', [], { selection: { prefix: 'x' } }, { isOfBucket: false, others }, others, false],
    [
      'there are no others',
      [],
      { selection: { prefix: 'x' } },
      { isOfBucket: false, others: { count: 0, isComplete: true } },
      { count: 0, isComplete: true },
      true,
    ],
    [
      'others were not counted to the end',
      [],
      { selection: { prefix: 'x' } },
      { isOfBucket: false, others: { count: 0, isComplete: false } },
      { count: 0, isComplete: false },
      false,
    ],
    ['the server is MinIO', [], {}, { isUnreliable: true }, { count: 0, isComplete: true }, false],
    [
      'an entry is malformed',
      [],
      {},
      { malformedEntries: [{ reason: 'no readable key' }] },
      { count: 1, isComplete: true },
      false,
    ],
  ])('returns them if %s', (_, uploads, given, page, expected, isClear) => {
    const { scan } = scanned(uploads, given, page)
    expect([scan.others, scan.isBucketClear]).toEqual([expected, isClear])
  })

  it('returns no others, and is not clear, before a page was read', () => {
    const scan = new UploadScan(selectPrefix(''), NOW, 'list')
    expect([scan.others, scan.isBucketClear]).toEqual([undefined, false])
  })

  it('counts 200,000 malformed entries of one page', () => {
    const malformedEntries = Array.from({ length: 200_000 }, () => ({ reason: 'no readable key' }))
    expect(scanned([], {}, { malformedEntries }).scan.malformedEntries).toHaveLength(200_000)
  })

  it('keeps the malformed entries that may match', () => {
    const entries = [{ key: 'x/1' }, { key: 'y/1' }, {}].map((key) => ({ ...key, reason: 'no upload ID' }))
    const { scan } = scanned([], { selection: { prefix: 'x' } }, { malformedEntries: entries })
    expect(scan.malformedEntries).toEqual([entries[0], entries[2]])
  })
})
