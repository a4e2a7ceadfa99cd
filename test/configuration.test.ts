import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listen } from '../src/sandbox/server.js'
import { makeHome } from './support/home.js'
import { startScript } from './support/process.js'
import { type Recipe, readRecipes } from './support/recipes.js'
import { startRealTimeServer } from './support/server.js'
import { signerOf } from './support/signature.js'

type Environment = Readonly<Record<string, string>>

const recipes = readRecipes(readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8'))
const SECRETS = { 'ACCESS-KEY-ID': 'SECRET-KEY', TEMPORARY: 'for a while' }

/** Starts a server that returns keys for a token, as CoreWeave does. */
async function startIdentityServer() {
  const requested: string[] = []
  const { endpoint, close } = await listen(({ url = '', headers }, outgoing) => {
    requested.push(`${url} ${headers.authorization ?? ''}`)
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
  return { requested, endpoint: endpoint.replace('localhost', '127.0.0.1') }
}

/** Runs a recipe against local servers. Returns the requests to the server of objects and to that of identities. */
async function runRecipe({ files, environment, script }: Recipe, extraVariables: (endpoint: string) => Environment) {
  const server = await startRealTimeServer()
  server.sandbox.createBucket('my-bucket')
  const identity = await startIdentityServer()
  const requests: IncomingMessage[] = []
  server.observe((incoming) => requests.push(incoming))
  const { host } = new URL(server.endpoint)
  const tokenFile = `${makeHome({ token: 'jwt\n' })}/token`
  const localize = (text: string) =>
    text
      .replace('https://api.coreweave.com', identity.endpoint)
      .replace(/^\/var\/run\/secrets\/.*/, tokenFile)
      .replaceAll(/https?:\/\/(cwobject\.com|cwlota\.com|s3\.example\.com)|\blota$/gm, server.endpoint)
      .replaceAll('cwobject.com', host)
      .replace('use_https = True', 'use_https = False')
  const localizeAll = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, localize(text)]))
  const ended = await startScript(localize(script), {
    HOME: makeHome(localizeAll(files)),
    ...localizeAll(environment),
    ...extraVariables(server.endpoint),
  }).ended
  return {
    ended,
    requests: await Promise.all(
      requests.map(async (incoming) => ({
        signer: await signerOf(incoming, SECRETS),
        to: `${incoming.headers.host ?? ''}${incoming.url ?? ''}`.replace(host, 'HERE').replace(/\?.*/, ''),
      })),
    ),
    identityRequests: identity.requested,
  }
}

describe('docs/configuration.md', () => {
  const none = () => ({})
  /** Sets the endpoint for a recipe without one. The default is CoreWeave. */
  const withEndpoint = (endpoint: string) => ({ AWS_ENDPOINT_URL: endpoint })
  const withToken = (endpoint: string) => ({ ...withEndpoint(endpoint), COREWEAVE_API_TOKEN: 'api-token' })
  const own = 'ACCESS-KEY-ID'
  const api = '/v1/cwobject/temporary-credentials'

  const expected: Record<
    string,
    [(endpoint: string) => Environment, signer: string, to: string, identityRequest?: string]
  > = {
    'A profile on your own machine': [none, own, 'my-bucket.HERE/'],
    'Keys in the environment': [withEndpoint, own, 'HERE/my-bucket/'],
    'A pod in CKS, with a Secret': [none, own, 'HERE/my-bucket/'],
    'A pod in CKS, with its own identity': [none, 'TEMPORARY', 'HERE/my-bucket/', `${api}/oidc/ORG-ID jwt`],
    'An API token': [withToken, 'TEMPORARY', 'HERE/my-bucket/', `${api}/api-token Bearer api-token`],
    LOTA: [none, own, 'HERE/my-bucket/'],
    'An s3cmd configuration file': [none, own, 'my-bucket.HERE/'],
    'Another S3-compatible server': [none, own, 'HERE/my-bucket/'],
  }

  it('has a test for each recipe', () => expect(recipes.map(({ title }) => title)).toEqual(Object.keys(expected)))

  it.each(recipes.map((recipe) => [recipe.title, recipe] as const))(
    'signs a request with the key of the recipe: %s',
    async (title, recipe) => {
      const [extraVariables, signer, to, identityRequest] = expected[title] ?? [none, '', '']
      expect(await runRecipe(recipe, extraVariables)).toEqual({
        ended: { code: 0, stdout: '', stderr: '' },
        requests: [{ signer, to }],
        identityRequests: identityRequest === undefined ? [] : [identityRequest],
      })
    },
  )
})
