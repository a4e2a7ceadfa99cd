import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

const pem = (name: string) => new URL(`tls/${name}.pem`, import.meta.url)

/** Variables with which a process trusts the certificate `good`. */
export const trustingEnvironment = { NODE_EXTRA_CA_CERTS: pem('authority').pathname }

/** Starts an https server with a certificate of tls/ until the test is over. Returns its endpoint. */
export async function startTlsServer(certificate: string, handle: RequestListener): Promise<string> {
  const options = { key: readFileSync(pem('key')), cert: readFileSync(pem(certificate)) }
  const server = https.createServer(options, handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `https://localhost:${(server.address() as AddressInfo).port}`
}
