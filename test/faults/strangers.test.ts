import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { makeHome } from '../support/home.js'
import { start } from '../support/process.js'

const WATCH = `--require=${fileURLToPath(new URL('../support/watch-network.cjs', import.meta.url))}`
const keys = 'aws_access_key_id = A\naws_secret_access_key = s\n'
const pair = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 's' }

describe('cwmpu with an incomplete configuration', () => {
  // One configuration per line.
  // prettier-ignore
  it.each<[what: string, environment: Record<string, string>, files: Record<string, string>, hosts: string[]]>([
    ['no configuration', {}, {}, []],
    ['only a region', { AWS_REGION: 'us-east-1' }, {}, []],
    ['an access key without a secret key', { AWS_ACCESS_KEY_ID: 'A' }, {}, []],
    ['a profile without keys', { AWS_PROFILE: 'x' }, { '.aws/config': '[profile x]\nregion = us-east-1\n' }, []],
    ['a profile that does not exist', { AWS_PROFILE: 'x' }, {}, []],
    ['a role', { AWS_PROFILE: 'x' }, { '.aws/config': `[profile x]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = y\n[profile y]\n${keys}` }, []],
    ['a role in the metadata service', { AWS_PROFILE: 'x' }, { '.aws/config': '[profile x]\nrole_arn = arn:aws:iam::1:role/r\ncredential_source = Ec2InstanceMetadata\n' }, []],
    ['single sign-on', { AWS_PROFILE: 'x' }, { '.aws/config': '[profile x]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = r\n' }, []],
    ['a web identity', { AWS_ROLE_ARN: 'arn:aws:iam::1:role/r', AWS_WEB_IDENTITY_TOKEN_FILE: '/dev/null' }, {}, []],
    ['a relative container address', { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials' }, {}, []],
    ['an endpoint of Amazon', { ...pair, AWS_ENDPOINT_URL: 'https://s3.amazonaws.com' }, {}, []],
    ['only keys', pair, {}, ['bkt.cwobject.com']],
    ['keys and an American region', { ...pair, AWS_REGION: 'us-east-1' }, {}, ['bkt.cwobject.com']],
    ["only the profile of CoreWeave's documentation", {}, { '.coreweave/cw.credentials': `[cw]\n${keys}` }, ['bkt.cwobject.com']],
    ['configured endpoints that are ignored', { ...pair, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true', AWS_ENDPOINT_URL: 'https://x.example' }, {}, ['bkt.cwobject.com']],
  ])('connects only to the bucket with %s', async (_, environment, files, hosts) => {
    const HOME = makeHome(files)
    const { code, stderr } = await start('list --bucket bkt', { HOME, NODE_OPTIONS: WATCH, ...environment }).ended
    const reached = new Set(Array.from(stderr.matchAll(/^network: (.*)$/gm), ([, host]) => host))
    expect({ code, reached: [...reached] }).toEqual({ code: expect.toSatisfy((c) => [4, 6, 9].includes(c as number)) as number, reached: hosts })
  })
})
