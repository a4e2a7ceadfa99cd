import { expect, it } from 'vitest'
import { Pace } from '../../../src/s3/aborting/pace.js'

/** A store that takes `latency` ms for a request, and longer where more than `capacity` are under way. */
interface Model {
  readonly latency: number
  readonly capacity: number
}

/** The limit after each of so many round trips. Time is only counted. */
async function limitsOn({ latency, capacity }: Model, rounds: number, pace = new Pace()): Promise<number[]> {
  const limits: number[] = []
  for (let round = 0; round < rounds; round++) {
    const { limit, era } = pace
    for (let sent = 0; sent < limit; sent++) await pace.enter()
    for (let sent = 0; sent < limit; sent++) {
      pace.speedUp(era, latency * Math.max(1, limit / capacity))
      pace.leave()
    }
    limits.push(pace.limit)
  }
  return limits
}

it('doubles with every round trip, as long as the store keeps up', async () => {
  expect(await limitsOn({ latency: 20, capacity: 1000 }, 7)).toEqual([8, 16, 32, 64, 128, 256, 256])
})

it('finds the number beyond which answers only wait longer, on a near store and on a far one', async () => {
  for (const latency of [20, 200]) {
    const limits = await limitsOn({ latency, capacity: 30 }, 200)
    const settled = limits.slice(20)
    expect(Math.max(...settled)).toBeLessThan(30 * 4)
    expect(Math.min(...settled)).toBeGreaterThan(30 / 2)
  }
})

it('takes one slow round trip for a hiccup', async () => {
  const pace = new Pace()
  const before = await limitsOn({ latency: 20, capacity: 1000 }, 4, pace)
  const slow = await limitsOn({ latency: 500, capacity: 1000 }, 1, pace)
  const after = await limitsOn({ latency: 20, capacity: 1000 }, 1, pace)
  expect([...before, ...slow, ...after]).toEqual([8, 16, 32, 64, 128, 256])
})

it('goes back at once where halving makes nothing quicker: the store is slow of itself', async () => {
  const pace = new Pace()
  await limitsOn({ latency: 20, capacity: 1000 }, 10, pace)
  const limits = await limitsOn({ latency: 300, capacity: 1000 }, 10, pace)
  expect(limits.filter((limit) => limit < 256)).toHaveLength(1)
})

it('halves once for all refusals of one round trip, and grows by one a round trip from there', async () => {
  const pace = new Pace()
  await limitsOn({ latency: 20, capacity: 1000 }, 5, pace)
  const { era } = pace
  for (let refusals = 0; refusals < 50; refusals++) pace.slowDown(era)
  expect(pace.limit).toBe(64)
  expect(await limitsOn({ latency: 20, capacity: 1000 }, 2, pace)).toEqual([64, 65])
})

it('never goes beyond what it may, and never below one', async () => {
  expect(await limitsOn({ latency: 20, capacity: 1000 }, 3, new Pace(10))).toEqual([8, 10, 10])
  expect(await limitsOn({ latency: 20, capacity: 1000 }, 2, new Pace(1))).toEqual([1, 1])
  const pace = new Pace()
  for (let refusals = 0; refusals < 9; refusals++) pace.slowDown(pace.era)
  expect(pace.limit).toBe(1)
})

it('lets those that wait in by turns, as others leave', async () => {
  const pace = new Pace(2)
  const order: string[] = []
  const enter = (name: string) => pace.enter().then(() => order.push(name))
  await Promise.all([enter('a'), enter('b')])
  const later = [enter('c'), enter('d')]
  pace.leave()
  await later[0]
  expect({ order, underWay: pace.underWay }).toEqual({ order: ['a', 'b', 'c'], underWay: 2 })
  pace.leave()
  await later[1]
  expect(order).toEqual(['a', 'b', 'c', 'd'])
})
