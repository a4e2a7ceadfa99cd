import type { IncomingMessage } from 'node:http'
import { Sha256 } from '@smithy/core/checksum'
import { SignatureV4 } from '@smithy/signature-v4'

/** Returns the access key that signed a request. Undefined if no secret in `secrets` made the signature. */
export async function signerOf(
  { method = '', url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  secrets: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const [, accessKeyId = '', region = '', names = ''] =
    /Credential=([^/]*)\/\d+\/([^/]*)\/.*SignedHeaders=([^,]*),/.exec(headers.authorization ?? '') ?? []
  const secretAccessKey = secrets[accessKeyId]
  if (secretAccessKey === undefined) return undefined
  const [path = '', search = ''] = url.split('?')
  const time = String(headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')
  const signedHeaders = names.split(';').map((name) => [name, String(headers[name])] as const)
  const credentials = { accessKeyId, secretAccessKey }
  const signer = new SignatureV4({ service: 's3', region, sha256: Sha256, uriEscapePath: false, credentials })
  const signed = await signer.sign(
    {
      method,
      protocol: 'https:',
      hostname: '',
      path,
      query: Object.fromEntries(new URLSearchParams(search)),
      headers: Object.fromEntries(signedHeaders),
    },
    { signingDate: new Date(time) },
  )
  return signed.headers['authorization'] === headers.authorization ? accessKeyId : undefined
}
