import { describe, expect, it } from 'vitest'
import { aborts } from '../support/faults.js'
import { startServer, type TestServer } from '../support/server.js'

/** Delays each abort. Returns the maximum number that was in flight. */
function watchAborts(server: TestServer, delay: number): () => number {
  let [inFlight, most] = [0, 0]
  server.injectFault(aborts, (incoming, outgoing) => {
    most = Math.max(most, ++inFlight)
    setTimeout(() => {
      inFlight--
      server.sandbox.handle(incoming, outgoing)
    }, delay)
  })
  return () => most
}

describe('--concurrency', () => {
  it.each(['abort-all --bucket bkt --yes', 'abort --bucket bkt --from - --yes'])(
    'limits the aborts in flight of %s',
    async (command) => {
      const server = await startServer()
      server.addMany(60)
      const { stdout: stdin } = await server.run('list --bucket bkt --json')
      const most = watchAborts(server, 10)
      const { code } = await server.run(`${command} --concurrency 6`, { stdin })
      expect({ code, left: server.left, most: most() }).toEqual({ code: 0, left: 0, most: 6 })
    },
  )

  it('is adaptive by default: it grows as long as the server keeps up', async () => {
    const server = await startServer()
    server.addMany(400)
    // Longer than the noise of a busy machine, which would look like a queue of the server.
    const most = watchAborts(server, 100)
    expect((await server.run('abort-all --bucket bkt --yes')).code).toBe(0)
    expect(most()).toBeGreaterThan(32)
  })
})
