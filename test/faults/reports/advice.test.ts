import { describe, expect, it } from 'vitest'
import { aborts, allOf, type Condition, lists, respondWithError, respond } from '../../support/faults.js'
import { startServer } from '../../support/server.js'

const not =
  (condition: Condition): Condition =>
  (incoming) =>
    !condition(incoming)

describe('a key that is limited to a prefix (iterate-ch/cyberduck#14103)', () => {
  const isBelow: Condition = ({ url = '' }) =>
    (new URL(url, 'http://x').searchParams.get('prefix') ?? '').startsWith('team-a/')
  const notEntitled = respond(403, '<Error><Code>AccessDenied</Code><Message>not entitled</Message></Error>')
  const isGet: Condition = ({ method }) => method === 'GET'

  async function startLimitedServer() {
    const server = await startServer()
    server.add('team-a/backup.zip')
    return server.injectFault(allOf(isGet, not(isBelow)), notEntitled)
  }

  it.each(['list', 'doctor'])('makes %s exit with 4 without the prefix', async (command) => {
    const server = await startLimitedServer()
    expect(await server.run(`${command} --bucket bkt`)).toMatchObject({ code: 4 })
  })

  it('makes list suggest --prefix', async () => {
    const server = await startLimitedServer()
    expect((await server.run('list --bucket bkt')).stderr).toContain('--prefix')
  })

  it('works in list, abort-all and verify with the prefix', async () => {
    const server = await startLimitedServer()
    const at = '--bucket bkt --prefix team-a/'
    const { code, stdout } = await server.run(`list ${at}`)
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^team-a\//) as string })
    expect(await server.run(`abort-all ${at} --yes`)).toMatchObject({ code: 0 })
    expect(server.left).toBe(0)
    expect(await server.run(`verify ${at}`)).toMatchObject({ code: 0 })
  })
})

describe('white space in credentials (longhorn/longhorn#2226)', () => {
  it.each([
    ['AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE\n'],
    ['AWS_ACCESS_KEY_ID', '-n AKIAEXAMPLE'],
    ['AWS_SECRET_ACCESS_KEY', 'secretexample\n'],
    ['AWS_SESSION_TOKEN', 'tokenexample\r\n'],
  ])('is ignored, or reported with the name of the variable: %s %j', async (name, value) => {
    const server = await startServer()
    server.add('k')
    // As AWS does: a credential with a space in it is malformed.
    server.injectFault(
      ({ headers }) => !/Credential=[^\s/]+\//.test(headers.authorization ?? ''),
      respondWithError(400, 'AuthorizationHeaderMalformed'),
    )
    for (const command of ['list', 'abort-all --yes']) {
      const { code, stderr } = await server.run(`${command} --bucket bkt`, { environment: { [name]: value } })
      expect([0, 4]).toContain(code)
      if (code === 4) expect(stderr).toContain(name)
      expect(stderr).not.toContain('example')
    }
  })
})

describe('a region that the server names in its error (directus/directus#22834)', () => {
  async function startGarage() {
    const server = await startServer()
    server.add('k')
    const scope = 'Authorization header malformed, unexpected scope'
    return server.injectFault(
      ({ headers }) => !/Credential=[^/]*\/\d+\/garage\//.test(headers.authorization ?? ''),
      respond(
        400,
        `<Error><Code>AuthorizationHeaderMalformed</Code><Message>${scope}</Message><Region>garage</Region></Error>`,
      ),
    )
  }

  it.each(['list', 'verify', 'abort-all --yes', 'doctor'])(
    'is suggested by %s, which exits with 4',
    async (command) => {
      const server = await startGarage()
      const { code, stdout, stderr } = await server.run(`${command} --bucket bkt`)
      expect({ code, deletes: server.deletes }).toEqual({ code: 4, deletes: [] })
      expect(stdout + stderr).toContain('--region garage')
    },
  )

  it('is suggested without a retry', async () => {
    const server = await startGarage()
    await server.run('list --bucket bkt')
    expect(server.requests).toHaveLength(1)
  })

  it('is accepted as --region', async () => {
    const server = await startGarage()
    expect(await server.run('list --bucket bkt --region garage')).toMatchObject({ code: 0 })
  })
})

describe('a server that requires virtual addressing (peak/s5cmd#518)', () => {
  it.each(['list', 'verify', 'abort-all --yes', 'doctor'])(
    'makes %s suggest --addressing virtual, and no permission',
    async (command) => {
      const server = await startServer()
      server.injectFault(
        () => true,
        respond(
          403,
          '<Error><Code>SecondLevelDomainForbidden</Code><Message>Please use virtual hosted style to access.</Message></Error>',
        ),
      )
      const { code, stdout, stderr } = await server.run(`${command} --bucket bkt --addressing path`)
      expect([2, 4, 7]).toContain(code)
      expect(stdout + stderr).toContain('--addressing virtual')
      expect(stdout + stderr).not.toContain('s3:ListBucketMultipartUploads')
    },
  )
})

describe('a policy that allows aborts but denies listings (gkrost/scaleway-ops-mcp-server#74)', () => {
  const sentence =
    'User: arn:aws:iam::111122223333:user/backup is not authorized to perform: s3:ListBucketMultipartUploads on resource: "arn:aws:s3:::bkt" with an explicit deny in a resource-based policy'
  const denied = respond(403, `<Error><Code>AccessDenied</Code><Message>${sentence}</Message></Error>`)

  it('does not prevent the abort of one upload, which is reported as not verified', async () => {
    const server = await startServer()
    const uploadId = server.add('k')
    server.injectFault(lists, denied)
    const { code, stdout } = await server.run(`abort --bucket bkt --key k --upload-id ${uploadId} --json`)
    expect([0, 7]).toContain(code)
    expect(server.left).toBe(0)
    expect(stdout).not.toMatch(/"Verified": ?true/)
  })

  it.each(['list', 'verify', 'abort-all --yes'])(
    'makes %s exit with 4 and quote the explicit deny',
    async (command) => {
      const server = await startServer()
      server.add('k')
      server.injectFault(lists, denied).injectFault(aborts, denied)
      const { code, stdout, stderr } = await server.run(`${command} --bucket bkt`)
      expect({ code, stdout, deletes: server.deletes }).toEqual({ code: 4, stdout: '', deletes: [] })
      expect(stderr).toContain('explicit deny')
    },
  )
})
