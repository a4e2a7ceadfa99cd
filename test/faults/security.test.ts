import { describe, expect, it } from 'vitest'
import { aborts, entry, type Fault, html, lists, page, reset, respond, respondWithError } from '../support/faults.js'
import { startServer } from '../support/server.js'

const CANARIES = {
  AWS_ACCESS_KEY_ID: 'AKIACANARY',
  AWS_SECRET_ACCESS_KEY: 'secretCanary',
  AWS_SESSION_TOKEN: 'tokenCanary',
}

describe('cwmpu --debug', () => {
  const faults: readonly (readonly [string, Fault | undefined])[] = [
    ['a listing', undefined],
    ['AccessDenied', respondWithError(403, 'AccessDenied')],
    ['SignatureDoesNotMatch', respondWithError(403, 'SignatureDoesNotMatch')],
    ['ExpiredToken', respondWithError(400, 'ExpiredToken')],
    ['SlowDown', respondWithError(503, 'SlowDown')],
    ['HTML', html(200)],
    ['HTML with status 403', html(403)],
    ['an empty body', respond(200)],
    ['a redirect', respondWithError(307, 'TemporaryRedirect', { location: 'http://evil.example' })],
    ['a reset', reset],
  ]

  it.each(faults)('S15 prints no secrets if the response is %s', async (_, fault) => {
    const server = await startServer()
    server.add('k')
    if (fault) server.injectFault(() => true, fault)
    for (const command of ['list', 'verify', 'abort-all --yes', 'abort --key k --upload-id 1']) {
      const words = `${command} --bucket bkt --debug --timeout 1s`
      const { stdout, stderr } = await server.run(words, { environment: CANARIES })
      expect(stderr).toMatch(/^debug: GET http:\/\/localhost:\d+\/bkt\/\?encoding-type=/)
      expect(stdout + stderr).not.toMatch(/canary|Signature=|AWS4-HMAC/i)
    }
  })
})

it('S16 writes debug output to stderr only', async () => {
  const server = await startServer()
  server.add('k')
  const [plain, debug] = [await server.run('list bkt --json'), await server.run('list bkt --json --debug')]
  expect(debug.stdout).toBe(plain.stdout)
  expect(debug.stderr).toMatch(/^debug: GET /)
})

describe('cwmpu with an unsafe endpoint', () => {
  it.each([
    [
      'S10 refuses --endpoint without TLS',
      {},
      '--endpoint http://s3.example.com',
      'error: Refusing to send credentials to http://s3.example.com. The connection is not encrypted. Use https, or pass --allow-http.\n',
    ],
    [
      'S10 refuses AWS_ENDPOINT_URL without TLS',
      { AWS_ENDPOINT_URL: 'http://10.0.0.1' },
      '',
      'error: Refusing to send credentials to http://10.0.0.1. The connection is not encrypted. Use https, or pass --allow-http.\n',
    ],
    [
      'S9 refuses AWS_ENDPOINT_URL of Amazon',
      { AWS_ENDPOINT_URL: 'https://s3.us-east-1.amazonaws.com' },
      '',
      'error: Refusing to use Amazon S3 (from AWS_ENDPOINT_URL). This is often a configuration mistake. To use it, pass --endpoint https://s3.us-east-1.amazonaws.com.\n',
    ],
  ])('%s', async (_, environment, words, message) => {
    const server = await startServer()
    const { code, stderr } = await server.run(`list --bucket bkt ${words}`.trimEnd(), { environment })
    expect({ code, stderr }).toEqual({ code: 9, stderr: message })
  })

  it.each(['abort-all --yes', 'abort --key k --upload-id 1', 'abort --from f --yes', 'verify', 'verify other'])(
    'S11 sends no request for %s if NODE_TLS_REJECT_UNAUTHORIZED is 0',
    async (command) => {
      const server = await startServer()
      const environment = { NODE_TLS_REJECT_UNAUTHORIZED: '0' }
      const { code } = await server.run(`${command} --bucket bkt`, { environment, files: { f: '' } })
      expect({ code, requests: server.requests }).toEqual({ code: 9, requests: [] })
    },
  )

  it.each(['http://127.0.0.2:1', 'http://[::1]:1', 'http://x.localhost:1'])(
    'S10 accepts plain http to this machine: %s',
    async (endpoint) => {
      const server = await startServer()
      expect(await server.run(`list --bucket bkt --endpoint ${endpoint} --timeout 1s`)).toMatchObject({ code: 6 })
    },
  )

  it('S7 sends no request to the target of a redirect', async () => {
    const [server, other] = [await startServer(), await startServer()]
    server.add('k')
    for (const status of [301, 302, 307, 308]) {
      server.injectFault(lists, respondWithError(status, 'PermanentRedirect', { location: `${other.endpoint}/bkt` }))
      expect(await server.run('abort-all --bucket bkt --yes')).toMatchObject({ code: 7 })
    }
    expect(other.requests).toEqual([])
  })
})

describe('text of the server', () => {
  const nasty = '\u001b]0;title\u0007\u009b2J\u202e\u2028\u200b'

  it('S1 is printed without control characters in keys, IDs, codes and messages', async () => {
    const server = await startServer()
    const entities = nasty.replace(/./gu, (character) => `&#${character.codePointAt(0) ?? 0};`)
    server.injectFault(lists, page(entry(`k${entities}`, `1${entities}`)))
    const content = `<Code>C${entities}</Code><Message>M${entities}</Message><RequestId>R${entities}</RequestId>`
    server.injectFault(aborts, respond(400, `<Error>${content}</Error>`))
    for (const words of [
      'list',
      'list -o csv',
      'list -o tsv',
      'list --json',
      'abort-all --dry-run',
      'abort-all --yes',
      'verify',
    ]) {
      const { stdout, stderr } = await server.run(`${words} --bucket bkt --debug`, { tty: true })
      expect(stdout + stderr).not.toMatch(/[^\P{C}\n\r\t]|[\u2028\u2029]/u)
    }
  })
})
