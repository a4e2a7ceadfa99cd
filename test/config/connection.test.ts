import { describe, expect, it } from 'vitest'
import { resolveConnection } from '../../src/config/connection.js'
import type { ConnectionOptions } from '../../src/config/settings.js'
import { makeHome } from '../support/home.js'

type Files = Readonly<Record<string, string>>
type Environment = Readonly<Record<string, string>>

/** Resolves a configuration to one line: endpoint, addressing, region, and the source of the credentials. */
async function summaryOf(options: ConnectionOptions, environment: Environment, files: Files): Promise<string> {
  const home = makeHome(files)
  const variables = Object.entries(environment).map(([name, value]) => [name, value.replace('HOME/', `${home}/`)])
  const { endpoint, addressing, region, credentials } = await resolveConnection(options, {
    HOME: home,
    ...(Object.fromEntries(variables) as Environment),
  })
  const source = credentials.kind === 'missing' ? `none: ${credentials.error.message}` : credentials.source
  return `${endpoint.value.origin} ${addressing.value} ${region.value} ${source.replaceAll(home, 'HOME')}`
}

const pair = (id: string) => `aws_access_key_id = ${id}\naws_secret_access_key = secret\n`
const keys = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' }
const cw = { '.coreweave/cw.credentials': `[cw]\n${pair('CWKEY')}` }
const cwConfig = {
  '.coreweave/cw.config':
    '[profile cw]\nendpoint_url = http://cwlota.com\nregion = US-WEST-01A\ns3 =\n    addressing_style = virtual\n',
}
const aws = { '.aws/credentials': `[default]\n${pair('DEFAULT')}[other]\n${pair('OTHER')}` }

describe('resolveConnection', () => {
  // One configuration per line.
  // prettier-ignore
  it.each<[name: string, ConnectionOptions, Environment, Files, expected: string]>([
    ['keys in the environment', {}, keys, {}, 'https://cwobject.com virtual US-EAST-04A AWS_ACCESS_KEY_ID'],
    ['keys in ACCESS_KEY_ID and SECRET_ACCESS_KEY, as in the Boto3 example of CoreWeave', {}, { ACCESS_KEY_ID: 'A', SECRET_ACCESS_KEY: 's' }, {}, 'https://cwobject.com virtual US-EAST-04A ACCESS_KEY_ID'],
    ['AWS_ACCESS_KEY_ID before ACCESS_KEY_ID', {}, { ...keys, ACCESS_KEY_ID: 'A', SECRET_ACCESS_KEY: 's' }, {}, 'https://cwobject.com virtual US-EAST-04A AWS_ACCESS_KEY_ID'],
    ['the files of the CoreWeave documentation', {}, {}, { ...cw, ...cwConfig }, 'http://cwlota.com virtual US-WEST-01A profile cw in ~/.coreweave/cw.credentials'],
    ['these files with --profile', { profile: 'cw' }, {}, { ...cw, ...cwConfig }, 'http://cwlota.com virtual US-WEST-01A profile cw in ~/.coreweave/cw.credentials'],
    ['these files with AWS_PROFILE', {}, { AWS_PROFILE: 'cw' }, { ...cw, ...cwConfig }, 'http://cwlota.com virtual US-WEST-01A profile cw in ~/.coreweave/cw.credentials'],
    ['[cw] instead of [profile cw]', {}, {}, { ...cw, '.coreweave/cw.config': '[cw]\nendpoint_url = http://cwlota.com\n' }, 'http://cwlota.com virtual US-EAST-04A profile cw in ~/.coreweave/cw.credentials'],
    ['the region that `aws configure` wrote to ~/.aws/config', {}, {}, { ...cw, '.aws/config': '[profile cw]\nregion = RNO2A\n' }, 'https://cwobject.com virtual RNO2A profile cw in ~/.coreweave/cw.credentials'],
    ['the files that variables name', {}, { AWS_SHARED_CREDENTIALS_FILE: 'HOME/k', AWS_CONFIG_FILE: 'HOME/c' }, { k: `[cw]\n${pair('X')}`, c: '[profile cw]\nregion = EU\n' }, 'https://cwobject.com virtual EU profile cw in HOME/k'],
    ['a file that a variable names, before ~/.coreweave', {}, { AWS_SHARED_CREDENTIALS_FILE: 'HOME/k' }, { ...cw, k: `[cw]\n${pair('X')}` }, 'https://cwobject.com virtual US-EAST-04A profile cw in HOME/k'],
    ['a file that a variable names, instead of its counterpart in ~/.aws', {}, { AWS_CONFIG_FILE: 'HOME/c' }, { ...cw, c: '', '.aws/config': '[profile cw]\nregion = RNO2A\n' }, 'https://cwobject.com virtual US-EAST-04A profile cw in ~/.coreweave/cw.credentials'],
    ['a file name with ~', {}, { AWS_SHARED_CREDENTIALS_FILE: '~/.coreweave/cw.credentials' }, cw, 'https://cwobject.com virtual US-EAST-04A profile cw in ~/.coreweave/cw.credentials'],
    ['profile cw in ~/.aws, before default', {}, {}, { '.aws/credentials': `[default]\n${pair('D')}[cw]\n${pair('C')}` }, 'https://cwobject.com virtual US-EAST-04A profile cw in ~/.aws/credentials'],
    ['profile cw in ~/.coreweave, before ~/.aws', {}, {}, { ...cw, '.aws/credentials': `[cw]\n${pair('C')}` }, 'https://cwobject.com virtual US-EAST-04A profile cw in ~/.coreweave/cw.credentials'],
    ['profile default if there is no other', {}, {}, aws, 'https://cwobject.com virtual US-EAST-04A profile default in ~/.aws/credentials'],
    ['another profile with --profile, before keys in the environment', { profile: 'other' }, keys, aws, 'https://cwobject.com virtual US-EAST-04A profile other in ~/.aws/credentials'],
    ['keys in the environment, and an endpoint and addressing from AWS_PROFILE', {}, { ...keys, AWS_PROFILE: 'how' }, { '.aws/config': '[profile how]\nendpoint_url = https://s3.example.com\ns3 =\n  addressing_style = path\n' }, 'https://s3.example.com path US-EAST-04A AWS_ACCESS_KEY_ID'],
    ['keys in the environment before AWS_PROFILE, as in the AWS CLI', {}, { ...keys, AWS_PROFILE: 'other' }, aws, 'https://cwobject.com virtual US-EAST-04A AWS_ACCESS_KEY_ID'],
    ['keys in a config file', { profile: 'x' }, {}, { '.aws/config': `[profile x]\n${pair('X')}` }, 'https://cwobject.com virtual US-EAST-04A profile x in ~/.aws/config'],
    ['credential_process', { profile: 'p' }, {}, { '.aws/config': '[profile p]\ncredential_process = cwic auth\n' }, 'https://cwobject.com virtual US-EAST-04A credential_process of profile p in ~/.aws/config'],
    ['credential_process under [cw]', {}, {}, { '.coreweave/cw.config': '[cw]\ncredential_process = cwic auth\n' }, 'https://cwobject.com virtual US-EAST-04A credential_process of profile cw in ~/.coreweave/cw.config'],
    ['pod identity', {}, { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'https://api.coreweave.com/x', AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/t' }, {}, 'https://cwobject.com virtual US-EAST-04A AWS_CONTAINER_CREDENTIALS_FULL_URI'],
    ['pod identity before files', {}, { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'https://api.coreweave.com/x' }, { ...cw, ...aws }, 'https://cwobject.com virtual US-EAST-04A AWS_CONTAINER_CREDENTIALS_FULL_URI'],
    ['pod identity, and a region from an AWS_PROFILE without keys', {}, { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'https://x', AWS_PROFILE: 'how' }, { '.aws/config': '[profile how]\nregion = R\n' }, 'https://cwobject.com virtual R AWS_CONTAINER_CREDENTIALS_FULL_URI'],
    ['keys of AWS_PROFILE before pod identity', {}, { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'https://x', AWS_PROFILE: 'other' }, aws, 'https://cwobject.com virtual US-EAST-04A profile other in ~/.aws/credentials'],
    ['keys in the environment before pod identity', {}, { ...keys, AWS_CONTAINER_CREDENTIALS_FULL_URI: 'https://x' }, {}, 'https://cwobject.com virtual US-EAST-04A AWS_ACCESS_KEY_ID'],
    ['the name lota', { endpoint: 'lota' }, keys, {}, 'http://cwlota.com virtual US-EAST-04A AWS_ACCESS_KEY_ID'],
    ['https for LOTA as http', { endpoint: 'https://cwlota.com' }, keys, {}, 'http://cwlota.com virtual US-EAST-04A AWS_ACCESS_KEY_ID'],
    ['an endpoint without a scheme', {}, { ...keys, AWS_ENDPOINT_URL: 'cwobject.com/' }, {}, 'https://cwobject.com virtual US-EAST-04A AWS_ACCESS_KEY_ID'],
    ['LOTA without a scheme', {}, { ...keys, AWS_ENDPOINT_URL: 'cwlota.com' }, {}, 'http://cwlota.com virtual US-EAST-04A AWS_ACCESS_KEY_ID'],
    ['an endpoint that contains a bucket', {}, { ...keys, AWS_ENDPOINT_URL: 'https://bkt.cwobject.com' }, {}, 'https://cwobject.com virtual US-EAST-04A AWS_ACCESS_KEY_ID'],
    ['AWS_ENDPOINT_URL_S3 before AWS_ENDPOINT_URL', {}, { ...keys, AWS_ENDPOINT_URL: 'https://a.example', AWS_ENDPOINT_URL_S3: 'https://b.example' }, {}, 'https://b.example virtual US-EAST-04A AWS_ACCESS_KEY_ID'],
    ['--endpoint before variables and profiles', { endpoint: 'primary' }, { ...keys, AWS_ENDPOINT_URL_S3: 'https://b.example' }, { ...cw, ...cwConfig }, 'https://cwobject.com virtual US-WEST-01A AWS_ACCESS_KEY_ID'],
    ['the default endpoint if AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true', {}, { ...keys, AWS_ENDPOINT_URL: 'https://a.example', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, { ...cw, ...cwConfig }, 'https://cwobject.com virtual US-WEST-01A AWS_ACCESS_KEY_ID'],
    ['an endpoint in a services section', { profile: 'x' }, {}, { '.aws/config': `[profile x]\nservices = mine\nendpoint_url = https://no.example\n${pair('X')}[services mine]\ns3 =\n  endpoint_url = https://yes.example\n` }, 'https://yes.example virtual US-EAST-04A profile x in ~/.aws/config'],
    ['a server on this machine', { endpoint: 'localhost:9000' }, keys, {}, 'http://localhost:9000 path US-EAST-04A AWS_ACCESS_KEY_ID'],
    ['a server by its IP address', { endpoint: 'https://10.1.2.3' }, keys, {}, 'https://10.1.2.3 path US-EAST-04A AWS_ACCESS_KEY_ID'],
    ['--addressing', { endpoint: 'http://localhost:9000', addressing: 'virtual' }, keys, {}, 'http://localhost:9000 virtual US-EAST-04A AWS_ACCESS_KEY_ID'],
    ['AWS_REGION before AWS_DEFAULT_REGION and profiles', {}, { ...keys, AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' }, cwConfig, 'http://cwlota.com virtual a AWS_ACCESS_KEY_ID'],
    ['AWS_DEFAULT_REGION, which the SDK does not read', {}, { ...keys, AWS_DEFAULT_REGION: 'b' }, cwConfig, 'http://cwlota.com virtual b AWS_ACCESS_KEY_ID'],
    ['empty variables as unset', {}, { ...keys, AWS_REGION: '', AWS_ENDPOINT_URL: '', AWS_PROFILE: '', AWS_SESSION_TOKEN: '' }, {}, 'https://cwobject.com virtual US-EAST-04A AWS_ACCESS_KEY_ID'],
    ['an s3cmd configuration file', { s3cfg: true }, keys, { '.s3cfg': '[default]\naccess_key = A\nsecret_key = s\nhost_base = cwobject.com\nhost_bucket = %(bucket)s.cwobject.com\nuse_https = True\nbucket_location = RNO2A\n' }, 'https://cwobject.com virtual RNO2A ~/.s3cfg'],
    ['an s3cmd configuration file for another server', { s3cfg: true }, {}, { '.s3cfg': '[default]\naccess_key = A\nsecret_key = s\nhost_base = localhost:9000\nhost_bucket = localhost:9000\nuse_https = False\nbucket_location = US\n' }, 'http://localhost:9000 path US-EAST-04A ~/.s3cfg'],
    ['an s3cmd configuration file with an empty host_bucket', { s3cfg: true }, keys, { '.s3cfg': '[default]\naccess_key = A\nsecret_key = s\nhost_base = ceph.example\nhost_bucket =\nuse_https = True\n' }, 'https://ceph.example path US-EAST-04A ~/.s3cfg'],
    ['an s3cmd configuration file for this machine, without host_bucket', { s3cfg: true }, {}, { '.s3cfg': '[default]\naccess_key = A\nsecret_key = s\nhost_base = 127.0.0.1:9000\nuse_https = False\n' }, 'http://127.0.0.1:9000 path US-EAST-04A ~/.s3cfg'],
    ['an s3cmd configuration file with only keys', { s3cfg: '~/.s3cfg' }, {}, { '.s3cfg': '[default]\naccess_key = A\nsecret_key = s\naccess_token = t\n' }, 'https://cwobject.com virtual US-EAST-04A ~/.s3cfg'],
    ['a profile with AWS SSO', { profile: 'sso' }, {}, { '.aws/config': '[profile sso]\nsso_session = s\n' }, 'https://cwobject.com virtual US-EAST-04A profile sso in ~/.aws/config'],
    ['a profile that names a missing services section', {}, keys, { '.aws/config': '[default]\nservices = gone\n' }, 'https://cwobject.com virtual US-EAST-04A AWS_ACCESS_KEY_ID'],
    ['an access key without a secret key in the environment', {}, { AWS_ACCESS_KEY_ID: 'A' }, cw, 'https://cwobject.com virtual US-EAST-04A none: Incomplete credentials. AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not. Set both.'],
    ['a secret key without an access key in a profile', { profile: 'x' }, {}, { '.aws/credentials': '[x]\naws_secret_access_key = s\n' }, 'https://cwobject.com virtual US-EAST-04A none: Incomplete credentials in profile x in ~/.aws/credentials. aws_secret_access_key is set, but aws_access_key_id is not. Set both.'],
    ['a profile without keys', { profile: 'cw' }, {}, cwConfig, 'http://cwlota.com virtual US-WEST-01A none: Profile "cw" in ~/.coreweave/cw.config has no credentials. Add aws_access_key_id and aws_secret_access_key.'],
    ['an empty configuration', {}, {}, {}, 'https://cwobject.com virtual US-EAST-04A none: No credentials found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run: aws configure --profile cw'],
  ])('resolves %s', async (_, options, environment, files, expected) => {
    expect(await summaryOf(options, environment, files)).toBe(expected)
  })

  // One configuration per line.
  // prettier-ignore
  it.each<[name: string, ConnectionOptions, Environment, Files, expected: RegExp]>([
    ['a profile that does not exist', { profile: 'nope' }, {}, { ...cw, ...aws }, /^Profile "nope" \(from --profile\) not found\. Configured profiles: cw, default, other\. Files: ~\/\.coreweave\/cw\.credentials, ~\/\.aws\/credentials\.$/],
    ['an AWS_PROFILE that does not exist', {}, { AWS_PROFILE: 'nope' }, {}, /^Profile "nope" \(from AWS_PROFILE\) not found\. No profiles are configured\. Run: aws configure --profile nope$/],
    ['an s3cmd configuration file that does not exist', { s3cfg: 'nope' }, {}, {}, /^Cannot read "nope"\. The file does not exist\. If "nope" is a bucket, write --s3cfg= or -b nope\.$/],
    ['an s3cmd configuration file without a secret key', { s3cfg: true }, {}, { '.s3cfg': '[default]\naccess_key = A\n' }, /^~\/\.s3cfg has no secret_key/],
    ['an s3cmd configuration file without an access key', { s3cfg: true }, {}, { '.s3cfg': '[default]\nsecret_key = s\n' }, /^~\/\.s3cfg has no access_key/],
    ['--profile together with --s3cfg', { s3cfg: true, profile: 'cw' }, {}, cw, /^Use either --profile or --s3cfg, not both\.$/],
    ['an s3cmd configuration file whose host_base is a URL', { s3cfg: true }, {}, { '.s3cfg': '[default]\naccess_key = A\nsecret_key = s\nhost_base = http://me:canary@h:1\nuse_https = False\n' }, /^Invalid host_base "http:\/\/…@h:1" in ~\/\.s3cfg\. Use a host name without http:\/\/\.$/],
    ['virtual addressing of an IP address in an s3cmd configuration file', { s3cfg: true }, {}, { '.s3cfg': '[default]\naccess_key = A\nsecret_key = s\nhost_base = 127.0.0.1:9000\nhost_bucket = %(bucket)s.127.0.0.1:9000\nuse_https = no\n' }, /^Cannot use virtual addressing \(from ~\/\.s3cfg\)\. An IP address/],
    ['virtual addressing of an IP address in a profile', { endpoint: 'https://[::1]' }, {}, cwConfig, /^Cannot use virtual addressing \(from profile cw in ~\/\.coreweave\/cw\.config\)\. An IP address/],
    ['virtual addressing of a private IP address', { endpoint: 'https://10.0.0.1', addressing: 'virtual' }, keys, {}, /^Cannot use virtual addressing \(from --addressing\)\. An IP address cannot have a bucket in its host name\. Use --addressing path\.$/],
    ['a password in a variable, which is not shown', {}, { AWS_ENDPOINT_URL: 'me:canary@example.com' }, {}, /^Invalid endpoint "…@example\.com" \(from AWS_ENDPOINT_URL\)\. Use/],
    ['a password in a profile, which is not shown', {}, {}, { '.aws/credentials': `[default]\n${pair('X')}endpoint_url = me:canary@h\n` }, /^Invalid endpoint "…@h" \(from profile default in ~\/\.aws\/credentials\)\. Use/],
    ['an endpoint of Amazon in a profile', {}, {}, { '.aws/config': `[default]\nendpoint_url = https://s3.amazonaws.com\n${pair('X')}` }, /^Refusing to use Amazon S3 \(from profile default in ~\/\.aws\/config\)\./],
  ])('rejects %s', async (_, options, environment, files, expected) => {
    await expect(summaryOf(options, environment, files)).rejects.toThrow(expected)
  })
})

describe('resolveConnection with corrections', () => {
  it.each([
    ['https://cwlota.com', 'http://cwlota.com', /^LOTA supports only http\./],
    ['https://bkt.cwobject.com', 'https://cwobject.com', /^The endpoint from --endpoint contains a bucket\./],
    [
      'https://cwobject.com/bkt',
      'https://cwobject.com',
      /^The endpoint from --endpoint contains a path\. Using cwobject\.com\.$/,
    ],
  ])('notes that %s is used as %s', async (endpoint, origin, note) => {
    const connection = await resolveConnection({ endpoint }, keys)
    expect(connection.endpoint.value.href).toBe(`${origin}/`)
    expect(connection.notes).toEqual([expect.stringMatching(note)])
  })

  it('notes nothing if nothing was corrected', async () => {
    expect(await resolveConnection({}, keys)).toMatchObject({ notes: [] })
  })

  it('removes white space around a variable, such as the newline of a file', async () => {
    const environment = { AWS_ACCESS_KEY_ID: 'AKIA\n', AWS_SECRET_ACCESS_KEY: ' secret\n', AWS_REGION: 'a\n' }
    expect(await resolveConnection({}, environment)).toMatchObject({
      region: { value: 'a', source: 'AWS_REGION' },
      credentials: { kind: 'static', identity: { accessKeyId: 'AKIA', secretAccessKey: 'secret' } },
    })
  })

  it.each([
    ['http://example.com', 'safety-check'],
    ['ftp://example.com', 'usage'],
    ['https://user@example.com', 'usage'],
    ['https://example.com/?a', 'usage'],
    ['https:/example.com', 'usage'],
    ['https:/me:canary@example.com', 'usage'],
    ['https:///me:canary@example.com', 'usage'],
    ['https:\\\\me:canary@example.com', 'usage'],
    ['https://example.com:', 'usage'],
    ['https://example.com:0/', 'usage'],
    ['https://me:ca?nary@example.com', 'usage'],
    ['https://me:a://canary@example.com', 'usage'],
    ['https://[me:canary@example.com', 'usage'],
    ['', 'usage'],
  ])('rejects --endpoint "%s"', async (endpoint, kind) => {
    const message = expect.not.stringContaining('canary') as string
    await expect(resolveConnection({ endpoint }, keys)).rejects.toMatchObject({ kind, message })
  })

  it.each<[ConnectionOptions, hint: string]>([
    [{ endpoint: 'http://example.com' }, 'Use https, or pass --allow-http.'],
    [{ endpoint: 'ftp://example.com' }, 'Use an http or https URL, "primary" or "lota".'],
    [{ region: 'a b' }, 'Set it again without it.'],
    [{ profile: 'nope' }, 'No profiles are configured. Run: aws configure --profile nope'],
    [{ timeout: '5' }, 'It has no unit. Use 5d, 5h, 5m or 5s (days, hours, minutes, seconds).'],
  ])('has a hint for %j, at the end of the message', async (options, hint) => {
    const error = await resolveConnection(options, { ...keys, HOME: makeHome({}) }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ hint, message: expect.stringMatching(/\. [A-Z].*/) as string })
    expect((error as Error).message.endsWith(` ${hint}`)).toBe(true)
  })

  it('accepts plain http for another host if it is allowed', async () => {
    const connection = await resolveConnection({ endpoint: 'http://example.com', allowHttp: true }, keys)
    expect(connection.endpoint).toEqual({ value: new URL('http://example.com'), source: '--endpoint' })
  })

  it('accepts Amazon if it is named by --endpoint', async () => {
    const endpoint = 'https://s3.us-east-1.amazonaws.com'
    const connection = await resolveConnection({ endpoint }, keys)
    expect(connection.endpoint.value.origin).toBe(endpoint)
  })

  it('uses the credentials and the timeout of the caller', async () => {
    const provider = () => Promise.resolve({ accessKeyId: 'a', secretAccessKey: 's' })
    const connection = await resolveConnection({ credentials: provider, timeout: '5s' }, keys)
    expect(connection).toMatchObject({ credentials: { kind: 'given', provider, source: 'the caller' }, timeout: 5_000 })
  })

  it('limits a request to one minute by default', async () => {
    expect(await resolveConnection({}, keys)).toMatchObject({ timeout: 60_000 })
  })
})
