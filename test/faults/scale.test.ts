import { describe, expect, it } from 'vitest'
import { aborts, entry, type Fault, lists, page } from '../support/faults.js'
import { largeListing } from '../support/large-listing.js'
import { outcomesOf } from '../support/outcomes.js'
import { start, waitFor, watchMemory } from '../support/process.js'
import { startRealTimeServer, startServer } from '../support/server.js'

describe('abort-all on a server with a rate limit', () => {
  it('aborts every upload if the limit is 400 aborts per second', async () => {
    const server = await startRealTimeServer()
    server.addMany(1200)
    server.injectFault(...throttleAbove(400))
    const { code, stdout, stderr } = await start('abort-all --bucket bkt --yes --json', server.environment).ended
    expect({ code, left: server.left }).toEqual({ code: 0, left: 0 })
    expect(outcomesOf({ code: 0, stdout, stderr }).Summary).toMatchObject({ Matched: 1200, Failed: 0 })
  }, 30_000)
})

/** Responds with SlowDown to aborts above a rate per second, by a token bucket. */
function throttleAbove(perSecond: number): [condition: typeof aborts, fault: Fault] {
  let tokens = perSecond / 10
  let filled = performance.now()
  const isTooMuch: typeof aborts = (incoming) => {
    if (!aborts(incoming)) return false
    const now = performance.now()
    tokens = Math.min(perSecond / 10, tokens + ((now - filled) / 1000) * perSecond)
    filled = now
    if (tokens < 1) return true
    tokens--
    return false
  }
  return [isTooMuch, (_, outgoing) => outgoing.writeHead(503).end('<Error><Code>SlowDown</Code></Error>')]
}

describe('list with 130,000 uploads on one page', () => {
  it('renders all of them in a table', async () => {
    const server = await startServer()
    const entries = Array.from({ length: 130_000 }, (_, index) => entry(`p${index}/k`, '1'))
    server.injectFault(lists, page(entries.join('')))
    const { code, stdout } = await server.run('list bkt', { tty: true })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^130,000 incomplete uploads\./m)
  })
})

describe('cwmpu with a page of 100 MB', () => {
  it.each(['verify', 'abort-all --yes'])(
    'F54 stops %s at the size limit of a body, with less than 300 MB',
    async (command) => {
      const server = await startRealTimeServer()
      server.injectFault(lists, (_, outgoing) => {
        const chunk = Buffer.from('<Upload></Upload>'.repeat(60_000))
        outgoing.write('<ListMultipartUploadsResult><Bucket>bkt</Bucket>')
        let sent = 0
        const more = (): void => {
          while ((sent += chunk.length) < 100e6) if (!outgoing.write(chunk)) return void outgoing.once('drain', more)
          outgoing.end()
        }
        more()
      })
      const running = start(`${command} --bucket bkt`, server.environment)
      const peak = watchMemory(running)
      const { code, stderr } = await running.ended
      expect(code).toBe(7)
      expect(stderr).toMatch(/returned an invalid response \(a body of more than 16 MiB\)\. Check --endpoint\.\n$/)
      expect(server.deletes).toEqual([])
      expect(peak()).toBeGreaterThan(0)
      expect(peak()).toBeLessThan(300e6)
    },
  )
})

describe('list with 100,000 uploads', () => {
  it('F52 writes json with less than 150 MiB', async () => {
    const server = await startRealTimeServer()
    server.injectFault(lists, largeListing(100_000))
    const running = start('list --bucket bkt -o json', server.environment)
    const peak = watchMemory(running)
    const { code, stdout } = await running.ended
    expect(code).toBe(0)
    expect(stdout.match(/"UploadId"/g)).toHaveLength(100_000)
    expect(peak()).toBeGreaterThan(0)
    expect(peak()).toBeLessThan(150 * 2 ** 20)
  })

  it('F53 prints the first rows before the listing is complete', async () => {
    const server = await startRealTimeServer()
    server.injectFault(lists, largeListing(100_000))
    const running = start('list --bucket bkt -o table', server.environment)
    await waitFor(() => running.stdout.includes('part-0.bin'))
    expect(server.requests.length).toBeLessThan(10)
  })
})
