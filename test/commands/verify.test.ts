import { describe, expect, it } from 'vitest'
import { startStore } from '../support/store.js'

describe('cwmpu verify', () => {
  it('says that a bucket is clear', async () => {
    const store = await startStore()
    expect(await store.run('verify --bucket bkt')).toEqual({
      code: 0,
      stdout: 'Bucket bkt is clear: it has no incomplete uploads.\n',
      stderr: '',
    })
  })

  it('says that uploads remain', async () => {
    const store = await startStore()
    store.add('k', 86_400_000)
    expect(await store.run('verify --bucket bkt')).toEqual({
      code: 8,
      stdout: 'Bucket bkt: 1 incomplete upload · oldest 1d\n',
      stderr: '',
    })
  })

  it('holds only the selection against the bucket', async () => {
    const store = await startStore()
    store.add('keep/k')
    expect(await store.run('verify --bucket bkt --prefix tmp/')).toEqual({
      code: 0,
      stdout: 'Bucket bkt is clear: no incomplete upload is selected.\n',
      stderr: '',
    })
  })

  it('says it as JSON', async () => {
    const store = await startStore()
    store.add('k', 86_400_000)
    const { code, stdout } = await store.run('verify --bucket bkt --json')
    expect(code).toBe(8)
    expect(JSON.parse(stdout)).toEqual({
      Bucket: 'bkt',
      Clear: false,
      Remaining: 1,
      AgeUnknown: 0,
      Oldest: '2026-11-21T12:00:00.000Z',
      Newest: '2026-11-21T12:00:00.000Z',
    })
  })
})
