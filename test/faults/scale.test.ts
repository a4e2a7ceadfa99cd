import { describe, expect, it } from 'vitest'
import type { Fault } from '../support/faults.js'
import { aborts, lists } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { listingOf } from '../support/many.js'
import { peakOf } from '../support/memory.js'
import { start, waitFor } from '../support/process.js'
import { startRealTimeStore } from '../support/store.js'

describe('a store with a limit', () => {
  it('aborts every upload if it allows 400 aborts per second', async () => {
    const store = await startRealTimeStore()
    store.addMany(1200)
    store.injectFault(...allowing(400))
    const { code, stdout, stderr } = await start('abort-all --bucket bkt --yes --json', store.environment).ended
    expect({ code, left: store.left }).toEqual({ code: 0, left: 0 })
    expect(outcomesOf({ code: 0, stdout, stderr }).Summary).toMatchObject({ Matched: 1200, Failed: 0 })
  }, 30_000)
})

/** Responds with SlowDown to aborts above a rate per second. It is a token bucket. */
function allowing(aSecond: number): [condition: typeof aborts, fault: Fault] {
  let tokens = aSecond / 10
  let filled = performance.now()
  const isTooMuch: typeof aborts = (incoming) => {
    if (!aborts(incoming)) return false
    const now = performance.now()
    tokens = Math.min(aSecond / 10, tokens + ((now - filled) / 1000) * aSecond)
    filled = now
    if (tokens < 1) return true
    tokens--
    return false
  }
  return [isTooMuch, (_, outgoing) => outgoing.writeHead(503).end('<Error><Code>SlowDown</Code></Error>')]
}

describe('a page that never ends', () => {
  it.each(['verify', 'abort-all --yes'])(
    'F54 %s of 100 MB ends at the limit of a body, without more memory',
    async (command) => {
      const store = await startRealTimeStore()
      store.injectFault(lists, (_, outgoing) => {
        const chunk = Buffer.from('<Upload></Upload>'.repeat(60_000))
        outgoing.write('<ListMultipartUploadsResult><Bucket>bkt</Bucket>')
        let sent = 0
        const more = (): void => {
          while ((sent += chunk.length) < 100e6) if (!outgoing.write(chunk)) return void outgoing.once('drain', more)
          outgoing.end()
        }
        more()
      })
      const running = start(`${command} --bucket bkt`, store.environment)
      const most = peakOf(running)
      const { code, stderr } = await running.ended
      expect(code).toBe(7)
      expect(stderr).toMatch(/returned an invalid response \(a body of more than 16 MiB\)\. Check --endpoint\.\n$/)
      expect(store.deletes).toEqual([])
      expect(most()).toBeGreaterThan(0)
      expect(most()).toBeLessThan(300e6)
    },
  )
})

describe('a bucket with 100,000 uploads', () => {
  it('F52 is listed as json in memory that stays flat', async () => {
    const store = await startRealTimeStore()
    store.injectFault(lists, listingOf(100_000))
    const running = start('list --bucket bkt -o json', store.environment)
    const most = peakOf(running)
    const { code, stdout } = await running.ended
    expect(code).toBe(0)
    expect(stdout.match(/"UploadId"/g)).toHaveLength(100_000)
    expect(most()).toBeGreaterThan(0)
    expect(most()).toBeLessThan(150 * 2 ** 20)
  })

  it('F53 shows its first rows while the rest is still to come', async () => {
    const store = await startRealTimeStore()
    store.injectFault(lists, listingOf(100_000))
    const running = start('list --bucket bkt -o table', store.environment)
    await waitFor(() => running.stdout.includes('part-0.bin'))
    expect(store.requests.length).toBeLessThan(10)
  })
})
