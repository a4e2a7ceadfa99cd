import { join } from 'node:path'
import { loadSharedConfigFiles } from '@smithy/core/config'
import type { AwsCredentialIdentity } from '@smithy/types'
import { displaySafe } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import type { Addressing } from './endpoint.js'
import type { Environment } from './resolved-value.js'

/** Settings of an s3cmd configuration file. */
export interface S3cfg {
  readonly identity: AwsCredentialIdentity
  readonly endpoint: string
  readonly addressing: Addressing
  readonly region?: string
  readonly source: string
}

/** File that s3cmd reads by default. */
export const DEFAULT_S3CFG = '~/.s3cfg'

/**
 * Reads the endpoint, the addressing and the keys of an s3cmd configuration file.
 *
 * @throws CliError: usage if it cannot be read, access-denied if it has no keys.
 */
export async function readS3cfg(file: string, environment: Environment): Promise<S3cfg> {
  const path = file.startsWith('~/') ? join(environment['HOME'] ?? '', file.slice(2)) : file
  const { credentialsFile } = await loadSharedConfigFiles({
    filepath: path,
    configFilepath: path,
    ignoreCache: true,
  })
  const values = credentialsFile['default']
  const shown = displaySafe(file)
  if (!values) {
    throw new CliError('usage', `Cannot read ${shown}. It is not an s3cmd configuration file.`)
  }
  const { access_key: accessKeyId, secret_key: secretAccessKey, access_token: sessionToken } = values
  if (!accessKeyId || !secretAccessKey) {
    const missing = accessKeyId ? 'secret_key' : 'access_key'
    throw new CliError('access-denied', `${shown} has no ${missing}. Set it with: s3cmd --configure`)
  }
  const host = values['host_base'] ?? 'cwobject.com'
  const scheme = /^(false|no|off|0)$/i.test(values['use_https'] ?? '') ? 'http' : 'https'
  const region = values['bucket_location']
  return {
    identity: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    endpoint: `${scheme}://${host}`,
    addressing: (values['host_bucket'] ?? '%(bucket)s').includes('%(bucket)s') ? 'virtual' : 'path',
    // s3cmd's default, which means no particular region.
    ...(region && region !== 'US' && { region }),
    source: file,
  }
}
