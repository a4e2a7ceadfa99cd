import { expect, it } from 'vitest'
import { loopbackForLocalhost } from '../../../src/s3/requests/lookup.js'

const lookUp = (hostname: string, all: boolean) =>
  new Promise((resolve, reject) => {
    loopbackForLocalhost(hostname, { all }, (error, address, family) => {
      if (error) reject(error)
      else resolve([address, family])
    })
  })

it('every name under localhost is the loopback, in both forms in which Node asks', async () => {
  const both = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ]
  expect(await lookUp('bucket.localhost', true)).toEqual([both, undefined])
  expect(await lookUp('bucket.localhost', false)).toEqual(['127.0.0.1', 4])
  expect(await lookUp('127.0.0.1', false)).toEqual(['127.0.0.1', 4])
})
