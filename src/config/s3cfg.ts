import { join } from 'node:path'
import { displaySafe } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import { parseIni, readConfigFile } from './config-file.js'
import { assertNotRepeated, Profile } from './profiles.js'
import type { Environment } from './settings.js'

/**
 * Reads an s3cmd configuration file as a profile.
 *
 * @throws CliError: usage if it cannot be read, access-denied if it has no keys.
 */
export async function readS3cfg(option: string | true, environment: Environment): Promise<Profile> {
  const file = option === true || option === '' ? '~/.s3cfg' : option
  const path = file.startsWith('~/') ? join(environment['HOME'] ?? '', file.slice(2)) : file
  const shown = displaySafe(file)
  const text = await readConfigFile({ path, shown, isNamed: true, kind: 'usage' })
  if (text === undefined) {
    const hint =
      option === file ? `If "${shown}" is a bucket, write --s3cfg= or -b ${shown}.` : 'Run: s3cmd --configure'
    throw new CliError('usage', `Cannot read "${shown}". The file does not exist. ${hint}`)
  }
  const section = parseIni(text).get('default')
  if (!section) throw new CliError('usage', `Cannot read ${shown}. It is not an s3cmd configuration file.`)
  assertNotRepeated(section, shown)
  const { values } = section
  const { access_key: accessKey, secret_key: secretKey } = values
  if (!accessKey || !secretKey) {
    const missing = accessKey ? 'secret_key' : 'access_key'
    throw new CliError('access-denied', `${shown} has no ${missing}. Set it with: s3cmd --configure`)
  }
  const { host_base: host = 'cwobject.com', host_bucket: hostBucket = '%(bucket)s', bucket_location } = values
  const scheme = /^(false|no|off|0)$/i.test(values['use_https'] ?? '') ? 'http' : 'https'
  const settings = {
    aws_access_key_id: accessKey,
    aws_secret_access_key: secretKey,
    aws_session_token: values['access_token'],
    endpoint_url: `${scheme}://${host}`,
    's3.addressing_style': hostBucket.includes('%(bucket)s') ? 'virtual' : 'path',
    // s3cmd's default, which means no particular region.
    region: bucket_location === 'US' ? undefined : bucket_location,
  }
  return new Profile(file, [{ file: shown, values: settings, source: shown }])
}
