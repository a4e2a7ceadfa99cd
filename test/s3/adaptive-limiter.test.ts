import { describe, expect, it } from 'vitest'
import { AdaptiveLimiter } from '../../src/s3/adaptive-limiter.js'

/** Server that takes `latency` ms for a request, and longer if more than `capacity` are in flight. */
interface Model {
  readonly latency: number
  readonly capacity: number
}

const FAST: Model = { latency: 20, capacity: 1000 }

/** Simulates round trips without delay. Returns the limit after each. */
async function limitsOn(
  { latency, capacity }: Model,
  rounds: number,
  limiter = new AdaptiveLimiter(),
): Promise<number[]> {
  const limits: number[] = []
  for (let round = 0; round < rounds; round++) {
    const { limit, epoch } = limiter
    for (let sent = 0; sent < limit; sent++) await limiter.acquire()
    for (let sent = 0; sent < limit; sent++) {
      limiter.onSuccess(epoch, latency * Math.max(1, limit / capacity))
      limiter.release()
    }
    limits.push(limiter.limit)
  }
  return limits
}

function throttle(limiter: AdaptiveLimiter, times: number, epoch?: number): void {
  for (let count = 0; count < times; count++) limiter.onThrottle(epoch ?? limiter.epoch)
}

describe('AdaptiveLimiter', () => {
  it('doubles the limit per round trip if the server keeps up', async () => {
    expect(await limitsOn(FAST, 7)).toEqual([8, 16, 32, 64, 128, 256, 256])
  })

  it.each([20, 200])('stays near the capacity of the server if the latency is %i ms', async (latency) => {
    const limits = (await limitsOn({ latency, capacity: 30 }, 200)).slice(20)
    expect(Math.max(...limits)).toBeLessThan(30 * 4)
    expect(Math.min(...limits)).toBeGreaterThan(30 / 2)
  })

  it('ignores one slow round trip', async () => {
    const limiter = new AdaptiveLimiter()
    const before = await limitsOn(FAST, 4, limiter)
    const slow = await limitsOn({ latency: 500, capacity: 1000 }, 1, limiter)
    const after = await limitsOn(FAST, 1, limiter)
    expect([...before, ...slow, ...after]).toEqual([8, 16, 32, 64, 128, 256])
  })

  it('restores the limit if halving does not reduce latency', async () => {
    const limiter = new AdaptiveLimiter()
    await limitsOn(FAST, 10, limiter)
    const limits = await limitsOn({ latency: 300, capacity: 1000 }, 10, limiter)
    expect(limits.filter((limit) => limit < 256)).toHaveLength(1)
  })

  it('halves the limit once for all throttled requests of a round trip, then adds one per round trip', async () => {
    const limiter = new AdaptiveLimiter()
    await limitsOn(FAST, 5, limiter)
    throttle(limiter, 50, limiter.epoch)
    expect(limiter.limit).toBe(64)
    expect(await limitsOn(FAST, 2, limiter)).toEqual([64, 65])
  })

  it('ignores successes of requests that were sent before the limit was halved', async () => {
    const limiter = new AdaptiveLimiter()
    await limitsOn(FAST, 5, limiter)
    const { epoch } = limiter
    limiter.onThrottle(epoch)
    for (let responses = 0; responses < 100; responses++) limiter.onSuccess(epoch, 20)
    expect(limiter.limit).toBe(64)
  })

  it.each([
    [10, 3, [8, 10, 10]],
    [1, 2, [1, 1]],
  ])('never exceeds a maximum of %i', async (maximum, rounds, limits) => {
    expect(await limitsOn(FAST, rounds, new AdaptiveLimiter(maximum))).toEqual(limits)
  })

  it('stays at 1 or more if every request is throttled', () => {
    const limiter = new AdaptiveLimiter()
    throttle(limiter, 9)
    expect(limiter.limit).toBe(1)
  })

  it('admits waiting requests in order, one for each that is released', async () => {
    const limiter = new AdaptiveLimiter(2)
    const order: string[] = []
    const acquire = (name: string) => limiter.acquire().then(() => order.push(name))
    await Promise.all([acquire('a'), acquire('b')])
    const later = [acquire('c'), acquire('d')]
    limiter.release()
    await later[0]
    expect({ order, inFlight: limiter.inUse }).toEqual({ order: ['a', 'b', 'c'], inFlight: 2 })
    limiter.release()
    await later[1]
    expect(order).toEqual(['a', 'b', 'c', 'd'])
  })
})
