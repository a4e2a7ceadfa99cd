import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Result } from '../support/cwmpu.js'
import { ListingServer, type Scenario, type ListingProfile, startListingServers } from '../support/listing-server.js'

/** Number of random servers. 200 find most regressions, 10,000 take two minutes. */
const RUNS = Number(process.env['CWMPU_RANDOM_SERVERS'] ?? 200)

const MAX_UPLOADS = 9
const KEYS = ['a', 'a/b', 'a/c', 'a b', 'a+b', 'a%20b', '%41', '100%', 'b', 'b/1', 'é', 'new\nline', '<&>']

const anyProfile: fc.Arbitrary<ListingProfile> = fc
  .record<ListingProfile>({
    pageSize: fc.integer({ min: 1, max: 5 }),
    order: fc.constantFrom('key', 'key.id', 'key/id', 'id', 'insertion', 'reversed'),
    marker: fc.constantFrom('last', 'next', 'none'),
    markerEncoding: fc.constantFrom('raw', 'as keys'),
    goneMarker: fc.constantFrom('rest', 'empty'),
    truncated: fc.constantFrom('right', 'once too often', 'never'),
    maxUploads: fc.constantFrom('effective', 'requested', 'larger', 'absent'),
    prefix: fc.constantFrom('exact', 'ignored', 'hiding'),
    cutsBeforePrefix: fc.boolean(),
    encoding: fc.constantFrom('none', 'url', 'url, not named', 'plus for space'),
    initiated: fc.constantFrom('exact', 'absent', 'zero'),
  })
  .map(withKnowableEnd)

const anyScenario: fc.Arbitrary<Scenario> = fc.record({
  profile: anyProfile,
  uploads: fc.array(fc.record({ key: fc.constantFrom(...KEYS), isRecent: fc.boolean() }), { maxLength: MAX_UPLOADS }),
  completions: fc.array(
    fc.record({
      afterRequest: fc.integer({ min: 1, max: 5 }),
      which: fc.oneof(fc.constant<'last'>('last'), fc.nat({ max: MAX_UPLOADS - 1 })),
    }),
    { maxLength: 3 },
  ),
})

/**
 * Changes profiles with which no client can detect missing uploads. A cut page must have MaxUploads entries, or be
 * truncated with a marker. docs/reliability.md describes the other servers.
 */
function withKnowableEnd(profile: ListingProfile): ListingProfile {
  const isNeverTruncated = profile.truncated === 'never'
  return {
    ...profile,
    // One page must show what a prefix hides.
    ...(profile.prefix === 'hiding' && { pageSize: MAX_UPLOADS + 1 }),
    ...(isNeverTruncated && { maxUploads: 'effective', goneMarker: 'rest' }),
    cutsBeforePrefix: profile.cutsBeforePrefix && !isNeverTruncated && profile.marker !== 'none',
  }
}

const anyRun = fc.record({
  scenario: anyScenario,
  command: fc.constantFrom('list', 'verify', 'abort-all'),
  prefix: fc.constantFrom('', 'a', 'a/', 'a+', '100%', 'b'),
  isOld: fc.boolean(),
})

interface Run {
  readonly scenario: Scenario
  readonly command: 'list' | 'verify' | 'abort-all'
  readonly prefix: string
  /** Matches only uploads of more than seven days. */
  readonly isOld: boolean
}

interface Document {
  readonly Uploads?: readonly { readonly Key: string; readonly UploadId: string }[]
  readonly Clear?: boolean
  readonly Remaining?: number
}

describe('cwmpu with random servers', () => {
  it('lists, counts or aborts all remaining uploads, or exits with 7', async () => {
    const start = await startListingServers()
    await fc.assert(
      fc.asyncProperty(anyRun, async (run) => {
        const server = new ListingServer(run.scenario)
        const result = await start(server, commandLine(run))
        const errors = errorsOf(run, server, result)
        expect(errors, [...server.log, JSON.stringify(result, null, 1)].join('\n')).toEqual([])
      }),
      { numRuns: RUNS },
    )
  }, 600_000)
})

function commandLine({ command, prefix, isOld }: Run): string[] {
  return [
    ...[command, '--bucket', 'bkt', '--json'],
    ...(prefix ? ['--prefix', prefix] : []),
    ...(isOld ? ['--older-than', '7d'] : []),
    ...(command === 'abort-all' ? ['--yes'] : []),
  ]
}

/** Returns an empty document if there is none, or if the listing was written in part. */
function readDocument({ command }: Run, { code, stdout }: Result): Document {
  const isPart = command === 'list' && code === 7
  return isPart || stdout === '' ? {} : (JSON.parse(stdout) as Document)
}

/** Returns the errors in the result of a run. */
function errorsOf(run: Run, server: ListingServer, result: Result): string[] {
  const { command, prefix, isOld, scenario } = run
  const { code } = result
  const { initiated } = scenario.profile
  // An unknown age matches only in verify.
  const isUnknownMatch = command === 'verify'
  const isMatch = ({ key, isRecent }: { readonly key: string; readonly isRecent: boolean }) =>
    key.startsWith(prefix) && (!isOld || (initiated === 'exact' ? !isRecent : isUnknownMatch))
  const stayed = server.stayed.filter(isMatch)
  const aborted = server.stayed.filter(({ uploadId }) => server.aborted.has(uploadId))
  const document = readDocument(run, result)
  const listed = document.Uploads ?? []
  const missing = stayed.filter(({ uploadId }) => !listed.some(({ UploadId }) => UploadId === uploadId))
  const unknown = listed.filter(({ Key, UploadId }) => !server.has(Key, UploadId))
  const wrong: Record<string, boolean> = {
    [`exit ${code}`]: !EXIT_CODES[command].includes(code),
    'an upload that does not exist': unknown.length > 0,
    'an abort of an upload that does not match': !aborted.every(isMatch),
    'Clear, though uploads are left': document.Clear === true && server.left.length > 0,
    'exit 7 from an ordinary server': code === 7 && isOrdinary(scenario),
  }
  if (code === 0) {
    wrong['exit 0 without all uploads'] = command === 'list' && missing.length > 0
    wrong['exit 0 though uploads remain'] = command === 'verify' && stayed.length > 0
    wrong['exit 0 though uploads are left'] = command === 'abort-all' && server.left.some(isMatch)
  }
  if (code === 8) wrong['fewer than remain'] = (document.Remaining ?? 0) < stayed.length
  return Object.keys(wrong).filter((error) => wrong[error])
}

/** Returns true for a server that shows every client the end of a listing. */
function isOrdinary({ profile, completions }: Scenario): boolean {
  const { marker, truncated, prefix } = profile
  return completions.length === 0 && marker !== 'next' && truncated !== 'never' && prefix === 'exact'
}

const EXIT_CODES: Record<Run['command'], readonly number[]> = {
  list: [0, 7],
  verify: [0, 7, 8],
  // Exit code 3 means an upload of unknown age that only the second listing shows.
  'abort-all': [0, 3, 7],
}
