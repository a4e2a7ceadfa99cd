import { join } from 'node:path'
import { loadSharedConfigFiles } from '@smithy/core/config'
import type { AwsCredentialIdentity } from '@smithy/types'
import { Problem } from '../../errors.js'
import type { Addressing } from './endpoint.js'
import type { Environment } from './environment.js'

/** What a configuration of s3cmd says. */
export interface S3cfg {
  readonly identity: AwsCredentialIdentity
  readonly endpoint: string
  readonly addressing: Addressing
  readonly region?: string
  readonly from: string
}

/** The file that s3cmd itself reads, for `--s3cfg` without a name. */
export const USUAL_S3CFG = '~/.s3cfg'

/**
 * Reads `host_base`, `host_bucket`, `use_https` and the keys of a configuration of s3cmd.
 *
 * @throws Problem: usage where the file is none, denied where it holds no keys.
 */
export async function readS3cfg(file: string, environment: Environment): Promise<S3cfg> {
  const path = file.startsWith('~/') ? join(environment['HOME'] ?? '', file.slice(2)) : file
  const { credentialsFile } = await loadSharedConfigFiles({
    filepath: path,
    configFilepath: path,
    ignoreCache: true,
  })
  const values = credentialsFile['default']
  if (!values)
    throw new Problem('usage', `${file} is no configuration of s3cmd, or cannot be read: check its name.`)
  const { access_key: accessKeyId, secret_key: secretAccessKey, access_token: sessionToken } = values
  if (!accessKeyId || !secretAccessKey) {
    throw new Problem(
      'denied',
      `${file} has no ${accessKeyId ? 'secret_key' : 'access_key'}: s3cmd --configure sets it.`,
    )
  }
  const host = values['host_base'] ?? 'cwobject.com'
  const scheme = /^(false|no|off|0)$/i.test(values['use_https'] ?? '') ? 'http' : 'https'
  const region = values['bucket_location']
  return {
    identity: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    endpoint: `${scheme}://${host}`,
    addressing: (values['host_bucket'] ?? '%(bucket)s').includes('%(bucket)s') ? 'virtual' : 'path',
    // s3cmd's word for "nowhere in particular".
    ...(region && region !== 'US' && { region }),
    from: file,
  }
}
