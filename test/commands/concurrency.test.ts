import { expect, it } from 'vitest'
import { aborts } from '../support/faults.js'
import { startStore, type TestStore } from '../support/store.js'

/** A store that takes its time with every abort; the answer is the most that it was asked for at once. */
function watchAborts(store: TestStore): () => number {
  let [now, most] = [0, 0]
  store.injectFault(aborts, (incoming, outgoing) => {
    most = Math.max(most, ++now)
    setTimeout(() => {
      now--
      store.sandbox.handle(incoming, outgoing)
    }, 10)
  })
  return () => most
}

it('--concurrency is never gone beyond, by abort-all and by abort --from', async () => {
  for (const command of ['abort-all --bucket bkt --yes', 'abort --bucket bkt --from - --yes']) {
    const store = await startStore()
    store.addMany(60)
    const { stdout: stdin } = await store.run('list --bucket bkt --json')
    const most = watchAborts(store)
    const { code } = await store.run(`${command} --concurrency 6`, { stdin })
    expect({ code, left: store.left, most: most() }).toEqual({ code: 0, left: 0, most: 6 })
  }
})

it('without it, there are as many as a store can take that keeps up', async () => {
  const store = await startStore()
  store.addMany(400)
  const most = watchAborts(store)
  expect((await store.run('abort-all --bucket bkt --yes')).code).toBe(0)
  expect(most()).toBeGreaterThan(32)
})
