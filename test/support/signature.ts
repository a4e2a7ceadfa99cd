import type { IncomingMessage } from 'node:http'
import { Signer } from '../../src/s3/requests/signing.js'

/** The access key whose secret signed a request; nothing where it is not one of these pairs. */
export function signerOf(
  { method = '', url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  secrets: Readonly<Record<string, string>>,
): string | undefined {
  const [, accessKeyId = '', region = ''] =
    /Credential=([^/]*)\/\d+\/([^/]*)\//.exec(headers.authorization ?? '') ?? []
  const secretAccessKey = secrets[accessKeyId]
  if (secretAccessKey === undefined) return undefined
  const [path = '', query = ''] = url.split('?')
  const time = String(headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')
  const host = headers.host ?? ''
  const identity = { accessKeyId, secretAccessKey }
  const signed = new Signer(region).sign({ method, host, path, query }, identity, Date.parse(time))
  return signed['authorization'] === headers.authorization ? accessKeyId : undefined
}
