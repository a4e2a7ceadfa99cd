import { describe, expect, it } from 'vitest'
import { TestClock } from './support/clock.js'
import type { Result, RunOptions } from './support/cwmpu.js'
import { aborts, allOf, type Fault, html, forKey, lists, page, respondWithError } from './support/faults.js'
import { makeHome } from './support/home.js'
import { configuration, rule } from './support/lifecycle.js'
import { readPage } from './support/pages.js'
import { start, startScript } from './support/process.js'
import { startRealTimeServer, startServer, type TestServer } from './support/server.js'
import { startTlsServer, trustingEnvironment } from './support/tls-server.js'

/** Provokes an error. */
type Run = () => Promise<Result>

const headings = readPage('docs/troubleshooting.md')
  .split(/^## Exit code /m)
  .slice(1)
  .flatMap((section) =>
    Array.from(section.matchAll(/^### `(.*)`$/gm), ([, text = '']) => ({ text, code: parseInt(section) })),
  )

/** Runs a command on a bucket with two uploads. */
const run =
  (
    commandLine: string,
    environment: RunOptions['environment'] = {},
    prepare: (server: TestServer) => unknown = () => undefined,
    options: Partial<RunOptions> = {},
  ): Run =>
  async () => {
    const server = await startServer()
    server.addMany(2)
    prepare(server)
    return server.run(commandLine, { environment, ...options })
  }

const from = (listing: string): Run => run('abort bkt --from f --yes', {}, undefined, { files: { f: listing } })

const onList = (fault: Fault): Run => run('list bkt', {}, (server) => server.injectFault(lists, fault))

const noKeys = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }

/** Clock that throws, to provoke an internal error. */
class BrokenClock extends TestClock {
  override readonly now = (): number => {
    throw new TypeError('x is not a function')
  }
}

const minio: Fault = (incoming, outgoing) => {
  outgoing.setHeader('server', 'MinIO')
  page('')(incoming, outgoing)
}

const addUnknownRule = ({ bucket }: TestServer) => {
  bucket.lifecycle = configuration(rule('a', '<Unknown/>'))
}

/** Runs that provoke the errors, in the order of the page. Each has the first words of its heading. */
const runs: readonly (readonly [heading: string, run: Run])[] = [
  ['Internal error', run('list bkt', {}, undefined, { clock: new BrokenClock() })],
  ['Cannot write the output', fullDisk],
  ['No bucket given', run('list')],
  ['Invalid --older-than 7.', run('list bkt --older-than 7')],
  ['Invalid --initiated-before', run('list bkt --initiated-before 2026-11-01T09:30:00')],
  ['Invalid bucket name', run('list Old_Bucket --addressing virtual')],
  ['Invalid path', run('list bkt/*.pt')],
  ['Cannot ask for confirmation', run('abort-all bkt --older-than 1m')],
  ['No upload ID given', run('abort bkt --key k0')],
  ['Cannot read …', from('garbage')],
  ['… requires the bucket in the host name', onList(respondWithError(400, 'PathStyleRequestNotAllowed'))],
  ['Cannot use virtual addressing', run('list bkt --endpoint http://127.0.0.1:9 --addressing virtual')],
  ['Unknown option', run('list bkt --wat')],
  [
    'Aborted … of … uploads',
    run('abort-all bkt --yes', {}, (server) =>
      server.injectFault(allOf(aborts, forKey('/k0?')), respondWithError(403, 'AccessDenied')),
    ),
  ],
  ['error: …: Bucket', run('list bkt other')],
  ['No credentials found', run('list bkt', noKeys)],
  ['Incomplete credentials', run('list bkt', { AWS_SECRET_ACCESS_KEY: undefined })],
  ['Profile', run('list bkt --profile nope')],
  ['Cannot list uploads in "…". The credentials', onList(respondWithError(403, 'AccessDenied'))],
  ['… does not accept the access key', onList(respondWithError(403, 'InvalidAccessKeyId'))],
  ['… rejected the signature', onList(respondWithError(403, 'SignatureDoesNotMatch'))],
  ['The credentials from … have expired', onList(respondWithError(400, 'ExpiredToken'))],
  ['… rejected the time', onList(respondWithError(403, 'RequestTimeTooSkewed'))],
  ['Bucket', run('list other')],
  ['Upload', run('abort bkt --key k0 --upload-id x')],
  ['None of the …', from('k0\tx\t\t\t\t\tbkt\nk1\ty\t\t\t\t\tbkt\n')],
  ['Connection refused', run('list bkt', { AWS_ENDPOINT_URL: 'http://localhost:1' })],
  ['… has no address. …', run('list bkt --endpoint https://s3.nowhere.invalid')],
  ['….cwlota.com has no address', run('list bkt --endpoint lota')],
  ['… timed out', run('list bkt --timeout 1s', {}, (server) => server.injectFault(lists, () => undefined))],
  ['Cannot list uploads in "…". … returned SlowDown', onList(respondWithError(503, 'SlowDown'))],
  ['Cannot list uploads in "…". … returned an invalid', onList(html(200))],
  ['Cannot list uploads in "…". … does not', onList(respondWithError(501, 'NotImplemented'))],
  ['The certificate of', () => selfSigned()],
  ['… does not support TLS', () => plainHttp()],
  ['warning: MinIO', onList(minio)],
  ['…: … incomplete uploads', run('verify bkt')],
  ['No uploads were aborted', run('abort-all bkt --yes --max 1')],
  ['No uploads were aborted. Line', from('k0\tx\t\t\t\t\tother\n')],
  ['Refusing to use Amazon S3', run('list bkt', { AWS_ENDPOINT_URL: 'https://s3.amazonaws.com' })],
  ['Refusing to send credentials', run('list bkt --endpoint http://example.com')],
  ['Cannot abort uploads without TLS', run('abort-all bkt --yes', { NODE_TLS_REJECT_UNAUTHORIZED: '0' })],
  ['No rules were changed', run('lifecycle set bkt --days 7 --yes', {}, addUnknownRule)],
  ['Canceled', run('abort-all bkt', {}, undefined, { tty: true, stdin: 'n' })],
]

describe('docs/troubleshooting.md', () => {
  it('has its headings in the order of exit codes, each with a test', () => {
    const codes = headings.map(({ code }) => code)
    expect(codes).toEqual([...codes].sort((one, other) => one - other))
    const unmatched = headings.filter(({ text }, index) => !text.startsWith(runs[index]?.[0] ?? '\0'))
    expect({ unmatched, count: runs.length }).toEqual({ unmatched: [], count: headings.length })
  })

  it.each(headings.map(({ text, code }, index) => [code, text, runs[index]?.[1]] as const))(
    'describes exit code %i: %s',
    async (code, text, provoke) => {
      const result = await provoke?.()
      const printed = `${result?.stderr ?? ''}\n${result?.stdout ?? ''}`.replaceAll(/\s+/g, ' ')
      expect(printed).toMatch(patternOf(text))
      expect(result?.code).toBe(code)
    },
  )
})

/** Returns a pattern in which `…` stands for any text. */
function patternOf(heading: string): RegExp {
  const parts = heading.split('…').map((part) => part.replaceAll(/[^\w\s]/g, '\\$&'))
  return new RegExp(parts.join('.*'))
}

async function fullDisk(): Promise<Result> {
  const server = await startRealTimeServer()
  server.addMany(100)
  // Without SIGXFSZ, which Node ignores, a limit on the size of files is like a full disk.
  const script = `ulimit -f 1; cwmpu list bkt --json > ${makeHome({})}/out`
  const { code, ...streams } = await startScript(script, server.environment).ended
  return { code: Number(code), ...streams }
}

async function selfSigned(): Promise<Result> {
  const endpoint = await startTlsServer('self-signed', (await startRealTimeServer()).handle)
  const { code, ...streams } = await start(`list bkt --endpoint ${endpoint}`, {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    ...trustingEnvironment,
  }).ended
  return { code: Number(code), ...streams }
}

async function plainHttp(): Promise<Result> {
  const server = await startServer()
  return server.run(`list bkt --endpoint ${server.endpoint.replace('http:', 'https:')}`)
}
