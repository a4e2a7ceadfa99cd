import { describe, expect, it } from 'vitest'
import { lookupWithLocalhost } from '../../src/s3/connections.js'

const lookup = (hostname: string, all: boolean) =>
  new Promise((resolve, reject) => {
    lookupWithLocalhost(hostname, { all }, (error, address, family) => {
      if (error) reject(error)
      else resolve([address, family])
    })
  })

describe('lookupWithLocalhost', () => {
  it('returns both addresses of the loopback if Node asks for all', async () => {
    const both = [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]
    expect(await lookup('bucket.localhost', true)).toEqual([both, undefined])
  })

  it('returns one address of the loopback if Node asks for one', async () => {
    expect(await lookup('bucket.localhost', false)).toEqual(['127.0.0.1', 4])
  })

  it('resolves other names as usual', async () => {
    expect(await lookup('127.0.0.1', false)).toEqual(['127.0.0.1', 4])
    await expect(lookup('localhost.invalid', false)).rejects.toMatchObject({
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as string,
    })
  })
})
