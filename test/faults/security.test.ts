import { describe, expect, it } from 'vitest'
import type { Fault } from '../support/faults.js'
import { aborts, entry, html, lists, page, respondWithError, reset, respond } from '../support/faults.js'
import { startStore } from '../support/store.js'

const CANARIES = {
  AWS_ACCESS_KEY_ID: 'AKIACANARY',
  AWS_SECRET_ACCESS_KEY: 'secretCanary',
  AWS_SESSION_TOKEN: 'tokenCanary',
}

describe('S15 secrets never show, not even with --debug', () => {
  const faults: readonly (readonly [string, Fault | undefined])[] = [
    ['nothing goes wrong', undefined],
    ['access-denied', respondWithError(403, 'AccessDenied')],
    ['wrong signature', respondWithError(403, 'SignatureDoesNotMatch')],
    ['expired', respondWithError(400, 'ExpiredToken')],
    ['slow', respondWithError(503, 'SlowDown')],
    ['HTML', html(200)],
    ['HTML, refused', html(403)],
    ['empty', respond(200)],
    ['redirect', respondWithError(307, 'TemporaryRedirect', { location: 'http://evil.example' })],
    ['reset', reset],
  ]

  it.each(faults)('if the response is: %s', async (_, fault) => {
    const store = await startStore()
    store.add('k')
    if (fault) store.injectFault(() => true, fault)
    for (const command of ['list', 'verify', 'abort-all --yes', 'abort --key k --upload-id 1']) {
      const words = `${command} --bucket bkt --debug --timeout 1s`
      const { stdout, stderr } = await store.run(words, { environment: CANARIES })
      expect(stderr).toMatch(/^debug: GET http:\/\/localhost:\d+\/bkt\/\?encoding-type=/)
      expect(stdout + stderr).not.toMatch(/canary|Signature=|AWS4-HMAC/i)
    }
  })
})

describe('sends nothing', () => {
  it.each([
    [
      'S10 without TLS over a network',
      {},
      '--endpoint http://s3.example.com',
      'error: Refusing to send credentials to http://s3.example.com. The connection is not encrypted. Use https, or pass --allow-http.\n',
    ],
    [
      'S10 without TLS, from the environment',
      { AWS_ENDPOINT_URL: 'http://10.0.0.1' },
      '',
      'error: Refusing to send credentials to http://10.0.0.1. The connection is not encrypted. Use https, or pass --allow-http.\n',
    ],
    [
      'S9 to Amazon by accident',
      { AWS_ENDPOINT_URL: 'https://s3.us-east-1.amazonaws.com' },
      '',
      'error: Refusing to use Amazon S3 (from AWS_ENDPOINT_URL). This is often a configuration mistake. To use it, pass --endpoint https://s3.us-east-1.amazonaws.com.\n',
    ],
  ])('%s', async (_, environment, words, message) => {
    const store = await startStore()
    const { code, stderr } = await store.run(`list --bucket bkt ${words}`.trimEnd(), { environment })
    expect({ code, stderr }).toEqual({ code: 9, stderr: message })
  })

  it.each(['abort-all --yes', 'abort --key k --upload-id 1', 'abort --from f --yes'])(
    'S11 by %s if NODE_TLS_REJECT_UNAUTHORIZED is 0',
    async (command) => {
      const store = await startStore()
      const environment = { NODE_TLS_REJECT_UNAUTHORIZED: '0' }
      const { code } = await store.run(`${command} --bucket bkt`, { environment, files: { f: '' } })
      expect({ code, requests: store.requests }).toEqual({ code: 9, requests: [] })
    },
  )

  it.each(['http://127.0.0.2:1', 'http://[::1]:1', 'http://x.localhost:1'])(
    'S10 but plain http to this machine is fine: %s',
    async (endpoint) => {
      const store = await startStore()
      expect(await store.run(`list --bucket bkt --endpoint ${endpoint} --timeout 1s`)).toMatchObject({
        code: 6,
      })
    },
  )

  it('S7 to the target of a redirect', async () => {
    const [store, other] = [await startStore(), await startStore()]
    store.add('k')
    for (const status of [301, 302, 307, 308]) {
      store.injectFault(lists, respondWithError(status, 'PermanentRedirect', { location: `${other.endpoint}/bkt` }))
      expect(await store.run('abort-all --bucket bkt --yes')).toMatchObject({ code: 7 })
    }
    expect(other.requests).toEqual([])
  })
})

describe('S1 what a store says cannot move the cursor', () => {
  const nasty = '\u001b]0;title\u0007\u009b2J\u202e\u2028\u200b'

  it('in keys, upload ids, codes, messages and request ids, in whatever is shown', async () => {
    const store = await startStore()
    const entities = nasty.replace(/./gu, (character) => `&#${character.codePointAt(0) ?? 0};`)
    store.injectFault(lists, page(entry(`k${entities}`, `1${entities}`)))
    const content = `<Code>C${entities}</Code><Message>M${entities}</Message><RequestId>R${entities}</RequestId>`
    store.injectFault(aborts, respond(400, `<Error>${content}</Error>`))
    for (const words of [
      'list',
      'list -o csv',
      'list -o tsv',
      'list --json',
      'abort-all --dry-run',
      'abort-all --yes',
      'verify',
    ]) {
      const { stdout, stderr } = await store.run(`${words} --bucket bkt --debug`, { tty: true })
      expect(stdout + stderr).not.toMatch(/[^\P{C}\n\r\t]|[\u2028\u2029]/u)
    }
  })
})
