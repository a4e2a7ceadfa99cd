import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { resolveConnection } from '../../src/config/connection.js'
import type { ConnectionOptions } from '../../src/config/settings.js'
import { CliError } from '../../src/errors.js'
import { makeHome } from '../support/home.js'
import { BIN } from '../support/process.js'

type Files = Readonly<Record<string, string | Buffer>>
type Environment = Readonly<Record<string, string>>

const keys = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' }
const pair = 'aws_access_key_id = A\naws_secret_access_key = s\n'
const credentials = '.aws/credentials'
const utf16 = Buffer.from(`\ufeff[default]\r\n${pair.replaceAll('\n', '\r\n')}region = R\r\n`, 'utf16le')

/** Resolves a configuration. Returns the kind and the message of the error, or region, credentials and notes. */
async function resultOf(options: ConnectionOptions, environment: Environment, home: string): Promise<string> {
  const within = (text: string) => text.replaceAll(home, 'HOME')
  try {
    const variables = Object.entries(environment).map(([name, value]) => [name, value.replace('HOME', home)])
    const connection = await resolveConnection(options, {
      HOME: home,
      ...(Object.fromEntries(variables) as Environment),
    })
    const { credentials, region, notes } = connection
    if (credentials.kind === 'missing') throw credentials.error
    return [region.value, within(credentials.source), ...notes].join(' | ')
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    return `${error.kind}: ${within(error.message)}`
  }
}

describe('resolveConnection with a faulty configuration', () => {
  // One fault per line.
  // prettier-ignore
  it.each<[fault: string, ConnectionOptions, Environment, Files, expected: string]>([
    ['C1 a byte order mark', {}, {}, { [credentials]: `\ufeff[default]\n${pair}` }, 'US-EAST-04A | profile default in ~/.aws/credentials'],
    ['C1 UTF-16, as PowerShell writes it', {}, {}, { [credentials]: utf16 }, 'R | profile default in ~/.aws/credentials'],
    ['C1 UTF-16, big-endian', {}, {}, { [credentials]: Buffer.from(utf16).swap16() }, 'R | profile default in ~/.aws/credentials'],
    ['C1 UTF-16 without a byte order mark', {}, {}, { [credentials]: utf16.subarray(2) }, 'access-denied: Cannot read ~/.aws/credentials. It is not a text file in UTF-8.'],
    ['C2 a key that is repeated', {}, {}, { [credentials]: `[default]\n${pair}\naws_access_key_id = B\n` }, 'access-denied: Ambiguous profile default in ~/.aws/credentials. Line 5 repeats aws_access_key_id. Remove one of the two.'],
    ['C2 a key that is repeated in upper case', {}, {}, { [credentials]: `[default]\n${pair}AWS_ACCESS_KEY_ID = B\n` }, 'access-denied: Ambiguous profile default in ~/.aws/credentials. Line 4 repeats aws_access_key_id. Remove one of the two.'],
    ['C2 a profile that is repeated', { profile: 'x' }, {}, { [credentials]: `[x]\n${pair}[y]\n[x]\nregion = R\n` }, 'access-denied: Ambiguous profile x in ~/.aws/credentials. Line 5 repeats [x]. Remove one of the two.'],
    ['C2 two profiles on one line', { profile: 'old' }, {}, { [credentials]: `[old]\n${pair}note=1[new]\n${pair}` }, 'access-denied: Ambiguous profile old in ~/.aws/credentials. Line 5 repeats aws_access_key_id. Remove one of the two.'],
    ['C2 two profiles on one line, the second', { profile: 'new' }, {}, { [credentials]: `[old]\n${pair}note=1[new]\n${pair}` }, 'access-denied: Profile "new" (from --profile) not found. Configured profiles: old. Files: ~/.aws/credentials.'],
    ['C2 a repeated key of a profile that is not used', { profile: 'y' }, {}, { [credentials]: `[x]\n${pair}${pair}[y]\n${pair}` }, 'US-EAST-04A | profile y in ~/.aws/credentials'],
    ['C2 a repeated key of an s3cmd configuration file', { s3cfg: true }, {}, { '.s3cfg': '[default]\naccess_key = A\naccess_key = B\nsecret_key = s\n' }, 'access-denied: Ambiguous ~/.s3cfg. Line 3 repeats access_key. Remove one of the two.'],
    ['C2 a repeated key of a services section', {}, keys, { '.aws/config': '[default]\nservices = s\n[services s]\ns3 =\n  endpoint_url = https://a\n  endpoint_url = https://b\n' }, 'access-denied: Ambiguous services s in ~/.aws/config. Line 6 repeats s3.endpoint_url. Remove one of the two.'],
    ...['endpoint-url', 'endpointurl', 'endpoint', 'endpoint_uri', 's3_endpoint_url', 'aws_endpoint_url', 'aws_endpoint_url_s3'].map((name): [string, ConnectionOptions, Environment, Files, string] =>
      [`C3 an endpoint by the name ${name}`, {}, {}, { [credentials]: `[default]\n${pair}${name} = https://s3.example.com\n` }, `US-EAST-04A | profile default in ~/.aws/credentials | "${name}" in profile default in ~/.aws/credentials is not a setting. Requests go to https://cwobject.com. Rename it to endpoint_url.`]),
    ['C3 a misspelled endpoint beside --endpoint', { endpoint: 'https://s3.example.com' }, {}, { [credentials]: `[default]\n${pair}endpoint = https://s3.example.com\n` }, 'US-EAST-04A | profile default in ~/.aws/credentials'],
    ['C4 a directory', {}, keys, { '.aws/config/x': '' }, 'access-denied: Cannot read ~/.aws/config. It is a directory.'],
    ['C4 a directory in a variable', {}, { AWS_CONFIG_FILE: 'HOME' }, {}, 'access-denied: Cannot read HOME. It is a directory.'],
    ['C4 a file as a directory', {}, keys, { '.aws': '' }, 'US-EAST-04A | AWS_ACCESS_KEY_ID'],
    ['C4 the null device', {}, { ...keys, AWS_CONFIG_FILE: '/dev/null' }, {}, 'US-EAST-04A | AWS_ACCESS_KEY_ID'],
    ['C4 an endless device', {}, { AWS_CONFIG_FILE: '/dev/zero' }, {}, 'access-denied: Cannot read /dev/zero. It is not a regular file.'],
    ['C4 an s3cmd configuration file that is a directory', { s3cfg: '/' }, {}, {}, 'usage: Cannot read /. It is a directory. If "/" is a bucket, write --s3cfg= or -b /.'],
    ['C4 a default s3cmd configuration file that is a directory', { s3cfg: true }, {}, { '.s3cfg/x': '' }, 'usage: Cannot read ~/.s3cfg. It is a directory.'],
    ['C4 an s3cmd configuration file without sections', { s3cfg: true }, {}, { '.s3cfg': 'access_key = A\n' }, 'usage: Cannot read ~/.s3cfg. It is not an s3cmd configuration file.'],
    ['C4 no s3cmd configuration file', { s3cfg: '' }, {}, {}, 'usage: Cannot read "~/.s3cfg". The file does not exist. Run: s3cmd --configure'],
    ['C4 a path with control characters', { s3cfg: 'a\u001b[2J' }, {}, {}, `usage: Cannot read "$'a\\x1b[2J'". The file does not exist. If "$'a\\x1b[2J'" is a bucket, write --s3cfg= or -b $'a\\x1b[2J'.`],
    ['C4 a profile with control characters and without keys', { profile: 'a\u001b[2J' }, {}, { [credentials]: '[a\u001b[2J]\nregion = R\n' }, `access-denied: Profile "$'a\\x1b[2J'" in ~/.aws/credentials has no credentials. Add aws_access_key_id and aws_secret_access_key.`],
    ['C5 a line break in an access key', {}, { ...keys, AWS_ACCESS_KEY_ID: 'AK\nIA' }, {}, 'access-denied: Invalid credentials. AWS_ACCESS_KEY_ID contains a line break. Set it again without it.'],
    ['C5 a space in an access key', {}, { ...keys, AWS_ACCESS_KEY_ID: '-n AKIA' }, {}, 'access-denied: Invalid credentials. AWS_ACCESS_KEY_ID contains a space. Set it again without it.'],
    ['C5 a control character in a secret key', {}, { ...keys, AWS_SECRET_ACCESS_KEY: 'a\u001bb' }, {}, 'access-denied: Invalid credentials. AWS_SECRET_ACCESS_KEY contains a control character. Set it again without it.'],
    ['C5 a non-ASCII character in a session token', {}, { ...keys, AWS_SESSION_TOKEN: 'tök' }, {}, 'access-denied: Invalid credentials. AWS_SESSION_TOKEN contains a non-ASCII character. Set it again without it.'],
    ['C5 a zero-width space in a profile', {}, {}, { [credentials]: '[default]\naws_access_key_id = A\u200b\naws_secret_access_key = s\n' }, 'access-denied: Invalid credentials in profile default in ~/.aws/credentials. aws_access_key_id contains a non-ASCII character. Set it again without it.'],
    ['C5 a space in a secret key, as Ceph allows', {}, { ...keys, AWS_SECRET_ACCESS_KEY: 'a b' }, {}, 'US-EAST-04A | AWS_ACCESS_KEY_ID'],
    ['C5 line breaks at the end, as echo adds them', {}, { AWS_ACCESS_KEY_ID: 'A\r\n', AWS_SECRET_ACCESS_KEY: 's\n', AWS_SESSION_TOKEN: 't\n' }, {}, 'US-EAST-04A | AWS_ACCESS_KEY_ID'],
    ['C6 a line break in a region', {}, { ...keys, AWS_REGION: 'a\nb' }, {}, 'usage: Invalid region from AWS_REGION. It contains a line break. Set it again without it.'],
    ['C6 a non-ASCII character in a region', { region: 'ö' }, keys, {}, 'usage: Invalid region from --region. It contains a non-ASCII character. Set it again without it.'],
    ['C6 an empty region', { region: '' }, keys, {}, 'usage: Invalid region from --region. It is empty. Leave it out for the default.'],
    ['C6 a slash in a region', {}, keys, { '.aws/config': '[default]\nregion = a/b\n' }, 'usage: Invalid region from profile default in ~/.aws/config. It contains a slash or a comma. Set it again without it.'],
  ])('handles %s', async (_, options, environment, files, expected) => {
    expect(await resultOf(options, environment, makeHome(files))).toBe(expected)
  })

  it.each<[what: string, ConnectionOptions, Environment, expected: string]>([
    ['a profile', {}, {}, 'access-denied: Cannot read ~/.aws/credentials. It is not a regular file.'],
    [
      'a variable',
      {},
      { AWS_SHARED_CREDENTIALS_FILE: 'HOME/.aws/credentials' },
      'access-denied: Cannot read HOME/.aws/credentials. It is not a regular file.',
    ],
    [
      '--s3cfg',
      { s3cfg: '~/.aws/credentials' },
      { AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
      'usage: Cannot read ~/.aws/credentials. It is not a regular file.',
    ],
  ])('C4 rejects a FIFO for %s without waiting', async (_, options, environment, expected) => {
    const home = makeHome({ '.aws/config': '' })
    execFileSync('mkfifo', [`${home}/.aws/credentials`])
    expect(await resultOf(options, environment, home)).toBe(expected)
  })

  it.each<[file: string, flags: string[], environment: Environment, error: string]>([
    ['a default file', [], {}, 'No credentials found.'],
    ['a file that a variable names by ~', [], { HOME: '', AWS_CONFIG_FILE: '~/named' }, 'No credentials found.'],
    ['an s3cmd configuration file', ['--s3cfg'], {}, 'Cannot read "~/.s3cfg". The file does not exist.'],
  ])('C4 does not read %s in the working directory if there is no home', (_, flags, environment, error) => {
    const profile = `[default]\n${pair}`
    const s3cfg = '[default]\naccess_key = A\nsecret_key = s\n'
    const cwd = makeHome({ [credentials]: profile, named: profile, '.s3cfg': s3cfg })
    const args = [BIN, 'list', '--bucket', 'bkt', ...flags]
    const { stderr } = spawnSync(process.execPath, args, { cwd, env: environment, encoding: 'utf8' })
    expect(stderr).toContain(`error: ${error}`)
  })

  it('C4 reports a file without read permission', () => {
    const home = makeHome({ [credentials]: `[default]\n${pair}` })
    chmodSync(home, 0o755)
    chmodSync(`${home}/${credentials}`, 0)
    // Root can read any file.
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
    const { status, stderr } = spawnSync(process.execPath, [BIN, 'list', '--bucket', 'bkt'], {
      ...user,
      env: { ...keys, HOME: home },
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({
      status: 4,
      stderr: 'error: Cannot read ~/.aws/credentials (EACCES). Check its permissions.\n',
    })
  })
})
