import { onTestFinished } from 'vitest'
import { listen } from '../../src/sandbox/server.js'

export interface IdentityServer {
  readonly url: string
  /** Authorization header of each request. */
  readonly tokens: (string | undefined)[]
}

/** Starts a server of container credentials. Each response has another access key: POD1, POD2, and so on. */
export async function startIdentityServer(): Promise<IdentityServer> {
  const tokens: (string | undefined)[] = []
  const { endpoint, close } = await listen(({ headers }, outgoing) => {
    tokens.push(headers.authorization)
    const Expiration = new Date(Date.now() + 3_600_000).toISOString()
    const identity = { AccessKeyId: `POD${tokens.length}`, SecretAccessKey: 's', Token: '', Expiration }
    outgoing.end(JSON.stringify(identity))
  })
  onTestFinished(close)
  return { tokens, url: `${endpoint.replace('localhost', '127.0.0.1')}/v1` }
}
