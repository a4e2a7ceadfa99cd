import { expect, it } from 'vitest'
import { aborts } from '../support/faults.js'
import { startServer, type TestServer } from '../support/server.js'

/** A store that takes its time with every abort; the answer is the most that it was asked for at once. */
function watchAborts(server: TestServer): () => number {
  let [now, most] = [0, 0]
  server.injectFault(aborts, (incoming, outgoing) => {
    most = Math.max(most, ++now)
    setTimeout(() => {
      now--
      server.sandbox.handle(incoming, outgoing)
    }, 10)
  })
  return () => most
}

it('--concurrency is never gone beyond, by abort-all and by abort --from', async () => {
  for (const command of ['abort-all --bucket bkt --yes', 'abort --bucket bkt --from - --yes']) {
    const server = await startServer()
    server.addMany(60)
    const { stdout: stdin } = await server.run('list --bucket bkt --json')
    const most = watchAborts(server)
    const { code } = await server.run(`${command} --concurrency 6`, { stdin })
    expect({ code, left: server.left, most: most() }).toEqual({ code: 0, left: 0, most: 6 })
  }
})

it('without it, there are as many as a store can take that keeps up', async () => {
  const server = await startServer()
  server.addMany(400)
  const most = watchAborts(server)
  expect((await server.run('abort-all --bucket bkt --yes')).code).toBe(0)
  expect(most()).toBeGreaterThan(32)
})
