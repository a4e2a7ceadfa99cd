import { describe, expect, it } from 'vitest'
import { aborts, both, type Condition, lists, respondWithError, respond } from '../../support/faults.js'
import { startStore } from '../../support/store.js'

const not =
  (condition: Condition): Condition =>
  (incoming) =>
    !condition(incoming)

describe('a key that is limited to a prefix (iterate-ch/cyberduck#14103)', () => {
  const isBelow: Condition = ({ url = '' }) =>
    (new URL(url, 'http://x').searchParams.get('prefix') ?? '').startsWith('team-a/')
  const notEntitled = respond(403, '<Error><Code>AccessDenied</Code><Message>not entitled</Message></Error>')
  const isGet: Condition = ({ method }) => method === 'GET'

  async function limitedStore() {
    const store = await startStore()
    store.add('team-a/backup.zip')
    return store.injectFault(both(isGet, not(isBelow)), notEntitled)
  }

  it.each(['list', 'doctor'])('%s without the prefix exits with 4', async (command) => {
    const store = await limitedStore()
    expect(await store.run(`${command} --bucket bkt`)).toMatchObject({ code: 4 })
  })

  it('list without the prefix suggests --prefix', async () => {
    const store = await limitedStore()
    expect((await store.run('list --bucket bkt')).stderr).toContain('--prefix')
  })

  it('list, abort-all and verify work with it', async () => {
    const store = await limitedStore()
    const at = '--bucket bkt --prefix team-a/'
    const { code, stdout } = await store.run(`list ${at}`)
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^team-a\//) as string })
    expect(await store.run(`abort-all ${at} --yes`)).toMatchObject({ code: 0 })
    expect(store.left).toBe(0)
    expect(await store.run(`verify ${at}`)).toMatchObject({ code: 0 })
  })
})

describe('white space in credentials (longhorn/longhorn#2226)', () => {
  it.each([
    ['AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE\n'],
    ['AWS_ACCESS_KEY_ID', '-n AKIAEXAMPLE'],
    ['AWS_SECRET_ACCESS_KEY', 'secretexample\n'],
    ['AWS_SESSION_TOKEN', 'tokenexample\r\n'],
  ])('ignores it, or names the variable: %s %j', async (name, value) => {
    const store = await startStore()
    store.add('k')
    // As AWS does: a credential with a space in it is malformed.
    store.injectFault(
      ({ headers }) => !/Credential=[^\s/]+\//.test(headers.authorization ?? ''),
      respondWithError(400, 'AuthorizationHeaderMalformed'),
    )
    for (const command of ['list', 'abort-all --yes']) {
      const { code, stderr } = await store.run(`${command} --bucket bkt`, { environment: { [name]: value } })
      expect([0, 4]).toContain(code)
      if (code === 4) expect(stderr).toContain(name)
      expect(stderr).not.toContain('example')
    }
  })
})

describe('a region that the server names in its error (directus/directus#22834)', () => {
  async function garage() {
    const store = await startStore()
    store.add('k')
    const scope = 'Authorization header malformed, unexpected scope'
    return store.injectFault(
      ({ headers }) => !/Credential=[^/]*\/\d+\/garage\//.test(headers.authorization ?? ''),
      respond(
        400,
        `<Error><Code>AuthorizationHeaderMalformed</Code><Message>${scope}</Message><Region>garage</Region></Error>`,
      ),
    )
  }

  it.each(['list', 'verify', 'abort-all --yes', 'doctor'])('%s exits with 4 and names it', async (command) => {
    const store = await garage()
    const { code, stdout, stderr } = await store.run(`${command} --bucket bkt`)
    expect({ code, deletes: store.deletes }).toEqual({ code: 4, deletes: [] })
    expect(stdout + stderr).toContain('--region garage')
  })

  it('does not retry', async () => {
    const store = await garage()
    await store.run('list --bucket bkt')
    expect(store.requests).toHaveLength(1)
  })

  it('accepts it as --region', async () => {
    const store = await garage()
    expect(await store.run('list --bucket bkt --region garage')).toMatchObject({ code: 0 })
  })
})

describe('a server that requires virtual addressing (peak/s5cmd#518)', () => {
  it.each(['list', 'verify', 'abort-all --yes', 'doctor'])('%s suggests it, and no permission', async (command) => {
    const store = await startStore()
    store.injectFault(
      () => true,
      respond(
        403,
        '<Error><Code>SecondLevelDomainForbidden</Code><Message>Please use virtual hosted style to access.</Message></Error>',
      ),
    )
    const { code, stdout, stderr } = await store.run(`${command} --bucket bkt --addressing path`)
    expect([2, 4, 7]).toContain(code)
    expect(stdout + stderr).toContain('--addressing virtual')
    expect(stdout + stderr).not.toContain('s3:ListBucketMultipartUploads')
  })
})

describe('a policy that allows aborts but denies listings (gkrost/scaleway-ops-mcp-server#74)', () => {
  const sentence =
    'User: arn:aws:iam::111122223333:user/backup is not authorized to perform: s3:ListBucketMultipartUploads on resource: "arn:aws:s3:::bkt" with an explicit deny in a resource-based policy'
  const denied = respond(403, `<Error><Code>AccessDenied</Code><Message>${sentence}</Message></Error>`)

  it('abort sends the abort of an upload that is named exactly, and reports that it is not verified', async () => {
    const store = await startStore()
    const uploadId = store.add('k')
    store.injectFault(lists, denied)
    const { code, stdout } = await store.run(`abort --bucket bkt --key k --upload-id ${uploadId} --json`)
    expect([0, 7]).toContain(code)
    expect(store.left).toBe(0)
    expect(stdout).not.toMatch(/"Verified": ?true/)
  })

  it.each(['list', 'verify', 'abort-all --yes'])('%s exits with 4 and quotes the explicit deny', async (command) => {
    const store = await startStore()
    store.add('k')
    store.injectFault(lists, denied).injectFault(aborts, denied)
    const { code, stdout, stderr } = await store.run(`${command} --bucket bkt`)
    expect({ code, stdout, deletes: store.deletes }).toEqual({ code: 4, stdout: '', deletes: [] })
    expect(stderr).toContain('explicit deny')
  })
})
