import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listen } from '../src/sandbox/server.js'
import { makeHome } from './support/home.js'
import { startScript } from './support/process.js'
import { type Recipe, readRecipes } from './support/recipes.js'
import { signerOf } from './support/signature.js'
import { startRealTimeStore } from './support/store.js'

type Environment = Readonly<Record<string, string>>

const recipes = readRecipes(readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8'))
const SECRETS = { 'ACCESS-KEY-ID': 'SECRET-KEY', TEMPORARY: 'for a while' }

/** Starts a server that returns keys for a token, as CoreWeave does. */
async function startIdentityServer() {
  const asked: string[] = []
  const { endpoint, close } = await listen(({ url = '', headers }, outgoing) => {
    asked.push(`${url} ${headers.authorization ?? ''}`)
    outgoing.end(
      JSON.stringify({
        AccessKeyId: 'TEMPORARY',
        SecretAccessKey: SECRETS.TEMPORARY,
        Token: '',
        Expiration: new Date(Date.now() + 3_600_000).toISOString(),
      }),
    )
  })
  onTestFinished(close)
  return { asked, endpoint: endpoint.replace('localhost', '127.0.0.1') }
}

/** Follows a recipe, with other endpoints. */
async function follow({ files, environment, script }: Recipe, surroundings: (endpoint: string) => Environment) {
  const store = await startRealTimeStore()
  store.sandbox.createBucket('my-bucket')
  const identity = await startIdentityServer()
  const requests: IncomingMessage[] = []
  store.injectFault((incoming) => requests.push(incoming) === 0, store.sandbox.handle)
  const { host } = new URL(store.endpoint)
  const tokenFile = `${makeHome({ token: 'jwt\n' })}/token`
  const here = (text: string) =>
    text
      .replace('https://api.coreweave.com', identity.endpoint)
      .replace(/^\/var\/run\/secrets\/.*/, tokenFile)
      .replaceAll(/https?:\/\/(cwobject\.com|cwlota\.com|s3\.example\.com)|\blota$/gm, store.endpoint)
      .replaceAll('cwobject.com', host)
      .replace('use_https = True', 'use_https = False')
  const allHere = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, here(text)]))
  const ended = await startScript(here(script), {
    HOME: makeHome(allHere(files)),
    ...allHere(environment),
    ...surroundings(store.endpoint),
  }).ended
  return {
    ended,
    requests: await Promise.all(
      requests.map(async (incoming) => ({
        signer: await signerOf(incoming, SECRETS),
        to: `${incoming.headers.host ?? ''}${incoming.url ?? ''}`.replace(host, 'HERE').replace(/\?.*/, ''),
      })),
    ),
    asked: identity.asked,
  }
}

describe('docs/configuration.md', () => {
  const itself = () => ({})
  /** Endpoint for a recipe that has none, and so would lead to CoreWeave. */
  const led = (endpoint: string) => ({ AWS_ENDPOINT_URL: endpoint })
  const withToken = (endpoint: string) => ({ ...led(endpoint), COREWEAVE_API_TOKEN: 'api-token' })
  const own = 'ACCESS-KEY-ID'
  const api = '/v1/cwobject/temporary-credentials'

  const expected: Record<string, [(endpoint: string) => Environment, signer: string, to: string, asked?: string]> = {
    'A profile on your own machine': [itself, own, 'my-bucket.HERE/'],
    'Keys in the environment': [led, own, 'HERE/my-bucket/'],
    'A pod in CKS, with a Secret': [itself, own, 'HERE/my-bucket/'],
    'A pod in CKS, with its own identity': [itself, 'TEMPORARY', 'HERE/my-bucket/', `${api}/oidc/ORG-ID jwt`],
    'An API token': [withToken, 'TEMPORARY', 'HERE/my-bucket/', `${api}/api-token Bearer api-token`],
    LOTA: [itself, own, 'HERE/my-bucket/'],
    'An s3cmd configuration file': [itself, own, 'my-bucket.HERE/'],
    'Another S3-compatible server': [itself, own, 'HERE/my-bucket/'],
  }

  it('has a test for each recipe', () => {
    expect(recipes.map(({ title }) => title)).toEqual(Object.keys(expected))
  })

  it.each(recipes.map((recipe) => [recipe.title, recipe] as const))(
    '%s: sends a request that is signed with its key',
    async (title, recipe) => {
      const [surroundings, signer, to, asked] = expected[title] ?? [itself, '', '']
      expect(await follow(recipe, surroundings)).toEqual({
        ended: { code: 0, stdout: '', stderr: '' },
        requests: [{ signer, to }],
        asked: asked === undefined ? [] : [asked],
      })
    },
  )
})
