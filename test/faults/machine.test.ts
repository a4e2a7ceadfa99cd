import { execFileSync } from 'node:child_process'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listen } from '../../src/sandbox/server.js'
import { aborts } from '../support/faults.js'
import { makeHome } from '../support/home.js'
import { outcomesOf } from '../support/outcomes.js'
import { start, startScript, waitFor } from '../support/process.js'
import { startRealTimeServer } from '../support/server.js'

const IDENTITY = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }

describe('abort-all with few file descriptors', () => {
  it.each([64, 256])(
    'L1 aborts 2,000 uploads with ulimit -n %i',
    async (limit) => {
      const server = await startRealTimeServer()
      server.addMany(2_000)
      // Long enough for more concurrent requests than there are descriptors.
      server.injectFault(aborts, server.handleAfter(60))
      const script = `ulimit -n ${limit}; cwmpu abort-all --bucket bkt --yes --json --debug`
      const ended = await startScript(script, server.environment).ended
      expect({ code: ended.code, left: server.left }).toEqual({ code: 0, left: 0 })
      const { Matched, Aborted, AlreadyGone } = outcomesOf({ ...ended, code: 0 }).Summary
      expect({ Matched, gone: Aborted + AlreadyGone }).toEqual({ Matched: 2_000, gone: 2_000 })
      if (limit === 64) expect(ended.stderr).toContain('EMFILE')
    },
    120_000,
  )
})

describe('cwmpu with credentials that never arrive', () => {
  /** Starts a server that never responds. */
  async function startSilentServer(): Promise<{ url: string; requests: string[] }> {
    const requests: string[] = []
    const { endpoint, close } = await listen(({ url }) => void requests.push(url ?? ''))
    onTestFinished(close)
    return { url: endpoint.replace('localhost', '127.0.0.1'), requests }
  }

  const process = `[default]\ncredential_process = sleep 600; echo\n`
  const webIdentity =
    '[default]\nrole_arn = arn:aws:iam::123456789012:role/x\nweb_identity_token_file = TOKEN\nregion = us-east-1\n'

  it.each([
    ['credential_process', 'credential_process of profile default in ~/.aws/config'],
    ['a server of container credentials', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'],
    ['web identity', 'profile default in ~/.aws/config'],
  ])('L2 ends after --timeout, and names %s', async (kind, source) => {
    const { url } = await startSilentServer()
    const home = makeHome({ token: 'jwt' })
    const config = kind === 'web identity' ? webIdentity.replace('TOKEN', `${home}/token`) : process
    const HOME = makeHome(kind.startsWith('a server') ? {} : { '.aws/config': config })
    const startedAt = performance.now()
    const { code, stdout, stderr } = await start(
      'list --bucket bkt --timeout 2s --endpoint https://s3.us-east-1.amazonaws.com',
      {
        ...IDENTITY,
        HOME,
        AWS_ENDPOINT_URL_STS: url,
        AWS_CONTAINER_CREDENTIALS_FULL_URI: kind.startsWith('a server') ? url : '',
      },
    ).ended
    expect(performance.now() - startedAt).toBeLessThan(20_000)
    expect(stdout).toBe('')
    expect(code).toBe(6)
    expect(stderr).toContain(source)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('L2 ends at once on %s', async (signal) => {
    const { url, requests } = await startSilentServer()
    const running = start('list --bucket bkt', { ...IDENTITY, AWS_CONTAINER_CREDENTIALS_FULL_URI: url })
    await waitFor(() => requests.length === 1)
    const startedAt = performance.now()
    running.child.kill(signal)
    expect(await running.ended).toMatchObject({ code: signal === 'SIGINT' ? 130 : 143, stdout: '', stderr: '' })
    expect(performance.now() - startedAt).toBeLessThan(20_000)
  })

  it('L2 ends at once on SIGTERM while a credential_process runs', async () => {
    const HOME = makeHome({
      '.aws/config': '[default]\ncredential_process = touch started; sleep 600\n'.replace('started', '$HOME/started'),
    })
    const running = start('list --bucket bkt', { ...IDENTITY, HOME })
    await waitFor(() => execFileSync('ls', [HOME], { encoding: 'utf8' }).includes('started'))
    const startedAt = performance.now()
    running.child.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ code: 143 })
    expect(performance.now() - startedAt).toBeLessThan(20_000)
  })

  it.each(['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', 'AWS_WEB_IDENTITY_TOKEN_FILE'])(
    'L2 does not wait for a FIFO in %s',
    async (variable) => {
      const home = makeHome({})
      execFileSync('mkfifo', [`${home}/fifo`])
      const config = `[default]\nrole_arn = x\nweb_identity_token_file = ${home}/fifo\n`
      const HOME = makeHome({ '.aws/config': config })
      const isContainer = variable.includes('CONTAINER')
      const { code, stderr } = await start('list --bucket bkt --endpoint https://s3.us-east-1.amazonaws.com', {
        ...IDENTITY,
        HOME: isContainer ? home : HOME,
        [variable]: `${home}/fifo`,
        AWS_CONTAINER_CREDENTIALS_FULL_URI: isContainer ? 'https://localhost:1' : '',
      }).ended
      expect({ code, stderr }).toEqual({
        code: 4,
        stderr: `error: Cannot read ${home}/fifo. It is not a regular file.\n`,
      })
    },
  )
})
