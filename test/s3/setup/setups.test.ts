import { describe, expect, it } from 'vitest'
import { Problem } from '../../../src/errors.js'
import { resolveConnection } from '../../../src/s3/setup/connection.js'
import type { ConnectionOptions } from '../../../src/s3/setup/options.js'
import { makeHome } from '../../support/home.js'

type Files = Readonly<Record<string, string>>
type Environment = Readonly<Record<string, string>>

/** What a set-up comes to, as one line: endpoint, addressing, region, and where the credentials are from. */
async function outcome(options: ConnectionOptions, environment: Environment, files: Files): Promise<string> {
  const home = makeHome(files)
  const named = Object.entries(environment).map(([name, value]) => [name, value.replace('HOME/', `${home}/`)])
  const { endpoint, addressing, region, credentials } = await resolveConnection(options, {
    HOME: home,
    ...(Object.fromEntries(named) as Environment),
  })
  const who = credentials instanceof Problem ? `none: ${credentials.message}` : credentials.from
  return `${endpoint.value.origin} ${addressing.value} ${region.value} ${who.replaceAll(home, 'HOME')}`
}

const pair = (id: string) => `aws_access_key_id = ${id}\naws_secret_access_key = secret\n`
const keys = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' }
const cw = { '.coreweave/cw.credentials': `[cw]\n${pair('CWKEY')}` }
const cwConfig = {
  '.coreweave/cw.config':
    '[profile cw]\nendpoint_url = http://cwlota.com\nregion = US-WEST-01A\ns3 =\n    addressing_style = virtual\n',
}
const aws = { '.aws/credentials': `[default]\n${pair('DEFAULT')}[other]\n${pair('OTHER')}` }

describe('a set-up comes to an endpoint, an addressing, a region and credentials', () => {
  // A set-up a line.
  // prettier-ignore
  it.each<[what: string, ConnectionOptions, Environment, Files, expected: string]>([
    ['keys in the environment', {}, keys, {}, 'https://cwobject.com virtual US-EAST-04A AWS_ACCESS_KEY_ID in the environment'],
    ['keys by the names of the Boto3 page', {}, { ACCESS_KEY_ID: 'A', SECRET_ACCESS_KEY: 's' }, {}, 'https://cwobject.com virtual US-EAST-04A ACCESS_KEY_ID in the environment'],
    ['both: AWS’s names first', {}, { ...keys, ACCESS_KEY_ID: 'A', SECRET_ACCESS_KEY: 's' }, {}, 'https://cwobject.com virtual US-EAST-04A AWS_ACCESS_KEY_ID in the environment'],
    ['the files of the CoreWeave page', {}, {}, { ...cw, ...cwConfig }, 'http://cwlota.com virtual US-WEST-01A profile cw in ~/.coreweave/cw.credentials'],
    ['the same, named', { profile: 'cw' }, {}, { ...cw, ...cwConfig }, 'http://cwlota.com virtual US-WEST-01A profile cw in ~/.coreweave/cw.credentials'],
    ['the same, by AWS_PROFILE', {}, { AWS_PROFILE: 'cw' }, { ...cw, ...cwConfig }, 'http://cwlota.com virtual US-WEST-01A profile cw in ~/.coreweave/cw.credentials'],
    ['[cw] instead of [profile cw]', {}, {}, { ...cw, '.coreweave/cw.config': '[cw]\nendpoint_url = http://cwlota.com\n' }, 'http://cwlota.com virtual US-EAST-04A profile cw in ~/.coreweave/cw.credentials'],
    ['region where `aws configure` put it', {}, {}, { ...cw, '.aws/config': '[profile cw]\nregion = RNO2A\n' }, 'https://cwobject.com virtual RNO2A profile cw in ~/.coreweave/cw.credentials'],
    ['the files named by the environment', {}, { AWS_SHARED_CREDENTIALS_FILE: 'HOME/k', AWS_CONFIG_FILE: 'HOME/c' }, { k: `[cw]\n${pair('X')}`, c: '[profile cw]\nregion = EU\n' }, 'https://cwobject.com virtual EU profile cw in HOME/k'],
    ['named by the environment, over CoreWeave’s own', {}, { AWS_SHARED_CREDENTIALS_FILE: 'HOME/k' }, { ...cw, k: `[cw]\n${pair('X')}` }, 'https://cwobject.com virtual US-EAST-04A profile cw in HOME/k'],
    ['a ~ in the name of a file', {}, { AWS_SHARED_CREDENTIALS_FILE: '~/.coreweave/cw.credentials' }, cw, 'https://cwobject.com virtual US-EAST-04A profile cw in ~/.coreweave/cw.credentials'],
    ['cw in ~/.aws', {}, {}, { '.aws/credentials': `[default]\n${pair('D')}[cw]\n${pair('C')}` }, 'https://cwobject.com virtual US-EAST-04A profile cw in ~/.aws/credentials'],
    ['cw in both places', {}, {}, { ...cw, '.aws/credentials': `[cw]\n${pair('C')}` }, 'https://cwobject.com virtual US-EAST-04A profile cw in ~/.coreweave/cw.credentials'],
    ['only default', {}, {}, aws, 'https://cwobject.com virtual US-EAST-04A profile default in ~/.aws/credentials'],
    ['another profile, named', { profile: 'other' }, keys, aws, 'https://cwobject.com virtual US-EAST-04A profile other in ~/.aws/credentials'],
    ['keys, and a profile that only says how', {}, { ...keys, AWS_PROFILE: 'how' }, { '.aws/config': '[profile how]\nendpoint_url = https://s3.example.com\ns3 =\n  addressing_style = path\n' }, 'https://s3.example.com path US-EAST-04A AWS_ACCESS_KEY_ID in the environment'],
    ['keys over AWS_PROFILE, as in the AWS CLI', {}, { ...keys, AWS_PROFILE: 'other' }, aws, 'https://cwobject.com virtual US-EAST-04A AWS_ACCESS_KEY_ID in the environment'],
    ['keys in the profile’s config file', { profile: 'x' }, {}, { '.aws/config': `[profile x]\n${pair('X')}` }, 'https://cwobject.com virtual US-EAST-04A profile x in ~/.aws/config'],
    ['credential_process', { profile: 'p' }, {}, { '.aws/config': '[profile p]\ncredential_process = cwic auth\n' }, 'https://cwobject.com virtual US-EAST-04A credential_process of profile p in ~/.aws/config'],
    ['credential_process under [cw]', {}, {}, { '.coreweave/cw.config': '[cw]\ncredential_process = cwic auth\n' }, 'https://cwobject.com virtual US-EAST-04A credential_process of profile cw in ~/.coreweave/cw.config'],
    ['pod identity', {}, { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'https://api.coreweave.com/x', AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/t' }, {}, 'https://cwobject.com virtual US-EAST-04A AWS_CONTAINER_CREDENTIALS_FULL_URI'],
    ['pod identity, over files', {}, { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'https://api.coreweave.com/x' }, { ...cw, ...aws }, 'https://cwobject.com virtual US-EAST-04A AWS_CONTAINER_CREDENTIALS_FULL_URI'],
    ['pod identity, and AWS_PROFILE without keys', {}, { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'https://x', AWS_PROFILE: 'how' }, { '.aws/config': '[profile how]\nregion = R\n' }, 'https://cwobject.com virtual R AWS_CONTAINER_CREDENTIALS_FULL_URI'],
    ['a Secret’s keys over pod identity', {}, { ...keys, AWS_CONTAINER_CREDENTIALS_FULL_URI: 'https://x' }, {}, 'https://cwobject.com virtual US-EAST-04A AWS_ACCESS_KEY_ID in the environment'],
    ['lota by name', { endpoint: 'lota' }, keys, {}, 'http://cwlota.com virtual US-EAST-04A AWS_ACCESS_KEY_ID in the environment'],
    ['https for LOTA, put right', { endpoint: 'https://cwlota.com' }, keys, {}, 'http://cwlota.com virtual US-EAST-04A AWS_ACCESS_KEY_ID in the environment'],
    ['an endpoint without a scheme', {}, { ...keys, AWS_ENDPOINT_URL: 'cwobject.com/' }, {}, 'https://cwobject.com virtual US-EAST-04A AWS_ACCESS_KEY_ID in the environment'],
    ['LOTA without a scheme', {}, { ...keys, AWS_ENDPOINT_URL: 'cwlota.com' }, {}, 'http://cwlota.com virtual US-EAST-04A AWS_ACCESS_KEY_ID in the environment'],
    ['an endpoint with the bucket in it', {}, { ...keys, AWS_ENDPOINT_URL: 'https://bkt.cwobject.com' }, {}, 'https://cwobject.com virtual US-EAST-04A AWS_ACCESS_KEY_ID in the environment'],
    ['the S3 endpoint over the general one', {}, { ...keys, AWS_ENDPOINT_URL: 'https://a.example', AWS_ENDPOINT_URL_S3: 'https://b.example' }, {}, 'https://b.example virtual US-EAST-04A AWS_ACCESS_KEY_ID in the environment'],
    ['the flag over all of them', { endpoint: 'primary' }, { ...keys, AWS_ENDPOINT_URL_S3: 'https://b.example' }, { ...cw, ...cwConfig }, 'https://cwobject.com virtual US-WEST-01A AWS_ACCESS_KEY_ID in the environment'],
    ['configured endpoints ignored', {}, { ...keys, AWS_ENDPOINT_URL: 'https://a.example', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, { ...cw, ...cwConfig }, 'https://cwobject.com virtual US-WEST-01A AWS_ACCESS_KEY_ID in the environment'],
    ['a services section', { profile: 'x' }, {}, { '.aws/config': `[profile x]\nservices = mine\nendpoint_url = https://no.example\n${pair('X')}[services mine]\ns3 =\n  endpoint_url = https://yes.example\n` }, 'https://yes.example virtual US-EAST-04A profile x in ~/.aws/config'],
    ['a store on this machine', { endpoint: 'localhost:9000' }, keys, {}, 'http://localhost:9000 path US-EAST-04A AWS_ACCESS_KEY_ID in the environment'],
    ['a store by its address', { endpoint: 'https://10.1.2.3' }, keys, {}, 'https://10.1.2.3 path US-EAST-04A AWS_ACCESS_KEY_ID in the environment'],
    ['addressing by flag', { endpoint: 'http://localhost:9000', addressing: 'virtual' }, keys, {}, 'http://localhost:9000 virtual US-EAST-04A AWS_ACCESS_KEY_ID in the environment'],
    ['AWS_REGION', {}, { ...keys, AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' }, cwConfig, 'http://cwlota.com virtual a AWS_ACCESS_KEY_ID in the environment'],
    ['AWS_DEFAULT_REGION, which the SDK does not read', {}, { ...keys, AWS_DEFAULT_REGION: 'b' }, cwConfig, 'http://cwlota.com virtual b AWS_ACCESS_KEY_ID in the environment'],
    ['empty variables count for nothing', {}, { ...keys, AWS_REGION: '', AWS_ENDPOINT_URL: '', AWS_PROFILE: '', AWS_SESSION_TOKEN: '' }, {}, 'https://cwobject.com virtual US-EAST-04A AWS_ACCESS_KEY_ID in the environment'],
    ['s3cmd’s configuration', { s3cfg: true }, keys, { '.s3cfg': '[default]\naccess_key = A\nsecret_key = s\nhost_base = cwobject.com\nhost_bucket = %(bucket)s.cwobject.com\nuse_https = True\nbucket_location = RNO2A\n' }, 'https://cwobject.com virtual RNO2A ~/.s3cfg'],
    ['s3cmd’s, of another store', { s3cfg: true }, {}, { '.s3cfg': '[default]\naccess_key = A\nsecret_key = s\nhost_base = localhost:9000\nhost_bucket = localhost:9000\nuse_https = False\nbucket_location = US\n' }, 'http://localhost:9000 path US-EAST-04A ~/.s3cfg'],
    ['s3cmd’s, that says no more than its keys', { s3cfg: '~/.s3cfg' }, {}, { '.s3cfg': '[default]\naccess_key = A\nsecret_key = s\naccess_token = t\n' }, 'https://cwobject.com virtual US-EAST-04A ~/.s3cfg'],
    ['a profile that leads in through AWS', { profile: 'sso' }, {}, { '.aws/config': '[profile sso]\nsso_session = s\n' }, 'https://cwobject.com virtual US-EAST-04A profile sso in ~/.aws/config'],
    ['services that a profile names, and that are not there', {}, keys, { '.aws/config': '[default]\nservices = gone\n' }, 'https://cwobject.com virtual US-EAST-04A AWS_ACCESS_KEY_ID in the environment'],
    ['half a pair in the environment', {}, { AWS_ACCESS_KEY_ID: 'A' }, cw, 'https://cwobject.com virtual US-EAST-04A none: Half a key pair: the environment has AWS_ACCESS_KEY_ID, but no AWS_SECRET_ACCESS_KEY.'],
    ['half a pair in a profile', { profile: 'x' }, {}, { '.aws/credentials': '[x]\naws_secret_access_key = s\n' }, 'https://cwobject.com virtual US-EAST-04A none: Half a key pair: profile x in ~/.aws/credentials has aws_secret_access_key, but no aws_access_key_id.'],
    ['a profile without keys', { profile: 'cw' }, {}, cwConfig, 'http://cwlota.com virtual US-WEST-01A none: Profile cw holds no credentials (~/.coreweave/cw.config): add aws_access_key_id and aws_secret_access_key.'],
    ['nothing at all', {}, {}, {}, 'https://cwobject.com virtual US-EAST-04A none: No credentials were found: looked at --profile, --s3cfg, AWS_ACCESS_KEY_ID, ACCESS_KEY_ID, AWS_PROFILE, AWS_CONTAINER_CREDENTIALS_FULL_URI, and the profiles cw and default in ~/.coreweave/cw.credentials, ~/.coreweave/cw.config, ~/.aws/credentials, ~/.aws/config.'],
  ])('%s', async (_, options, environment, files, expected) => {
    expect(await outcome(options, environment, files)).toBe(expected)
  })

  // A set-up a line.
  // prettier-ignore
  it.each<[what: string, ConnectionOptions, Environment, Files, expected: RegExp]>([
    ['a profile that is not there', { profile: 'nope' }, {}, { ...cw, ...aws }, /^There is no profile nope, which --profile names: there are cw, default, other\.$/],
    ['an AWS_PROFILE that is not there', {}, { AWS_PROFILE: 'nope' }, {}, /^There is no profile nope, which AWS_PROFILE names: there are none at all\.$/],
    ['s3cmd’s configuration that is not there', { s3cfg: 'nope' }, {}, {}, /^nope is no configuration of s3cmd, or cannot be read/],
    ['s3cmd’s configuration without a secret', { s3cfg: true }, {}, { '.s3cfg': '[default]\naccess_key = A\n' }, /^~\/\.s3cfg has no secret_key/],
    ['s3cmd’s configuration without a key', { s3cfg: true }, {}, { '.s3cfg': '[default]\nsecret_key = s\n' }, /^~\/\.s3cfg has no access_key/],
    ['two at once', { s3cfg: true, profile: 'cw' }, {}, cw, /^Give --profile or --s3cfg, not both\.$/],
    ['Amazon, from a profile', {}, {}, { '.aws/config': `[default]\nendpoint_url = https://s3.amazonaws.com\n${pair('X')}` }, /is Amazon's/],
  ])('%s is said at once', async (_, options, environment, files, expected) => {
    await expect(outcome(options, environment, files)).rejects.toThrow(expected)
  })
})
