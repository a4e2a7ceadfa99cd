import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { doctorChecks } from '../support/cwmpu.js'
import { hang } from '../support/faults.js'
import { makeHome } from '../support/home.js'
import { start, waitFor } from '../support/process.js'
import { startRealTimeServer } from '../support/server.js'

const WATCH = `--require=${fileURLToPath(new URL('../support/watch-network.cjs', import.meta.url))}`
const KEY = { AWS_ACCESS_KEY_ID: 'CWABCDEFGHIJKLMN', AWS_SECRET_ACCESS_KEY: 'secretCanary' }

describe('cwmpu doctor harms nothing', () => {
  it('reports whether LOTA is reachable if the primary endpoint is used', async () => {
    const environment = { ...KEY, HOME: makeHome({}), NODE_OPTIONS: WATCH }
    const { code, stdout, stderr } = await start('doctor', environment).ended
    expect(code).toBe(6)
    expect(doctorChecks(stdout).slice(1)).toEqual([
      '✗ name        cwobject.com has no address. Check --endpoint, the name of the bucket and the network.',
      '– LOTA        not reachable from here, as usual outside of a CoreWeave cluster',
    ])
    expect(stderr).toMatch(/^network: cwobject\.com\n(network: cwlota\.com\n)+$/)
  })

  it('shows no secret, not even with --debug', async () => {
    const server = await startRealTimeServer()
    const environment = { ...KEY, AWS_SESSION_TOKEN: 'tokenCanary' }
    for (const words of ['doctor --bucket bkt --debug', 'doctor --bucket bkt --debug --json']) {
      const { stdout, stderr } = await server.run(words, { environment })
      expect(stderr).toMatch(/^debug: GET /)
      expect(stdout).toContain('CWAB…KLMN with a session token')
      expect(stdout + stderr).not.toMatch(/canary|Signature=|AWS4-HMAC|CWABCDEFGHIJKLMN/i)
    }
  })

  it('sends only GET requests', async () => {
    const server = await startRealTimeServer()
    server.add('k')
    await server.run('doctor')
    await server.run('doctor --bucket bkt')
    expect(server.requests).toEqual([
      'GET /',
      'GET /bkt/?encoding-type=url&max-uploads=1000&uploads=',
      'GET /bkt/?encoding-type=url&max-uploads=1000&uploads=',
      'GET /bkt/?lifecycle=',
    ])
    expect(server.left).toBe(1)
  })

  it('can be interrupted', async () => {
    const server = await startRealTimeServer()
    server.injectFault(() => true, hang)
    const running = start('doctor --bucket bkt', server.environment)
    await waitFor(() => server.requests.length === 1)
    running.child.kill('SIGINT')
    const { code, stdout } = await running.ended
    expect(code).toBe(130)
    expect(stdout).not.toContain('✗')
  })
})
