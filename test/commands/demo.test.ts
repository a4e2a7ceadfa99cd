import { expect, it } from 'vitest'
import { TestClock } from '../support/clock.js'
import { cwmpu } from '../support/cwmpu.js'

it('cwmpu demo tells the whole story, with no account and no network', async () => {
  const { code, stdout, stderr } = await cwmpu('demo', { clock: new TestClock() })
  expect(code).toBe(0)
  expect(stdout.match(/^\$ cwmpu [a-z-]+/gm)).toEqual([
    '$ cwmpu list',
    '$ cwmpu abort',
    '$ cwmpu abort-all',
    '$ cwmpu abort-all',
    '$ cwmpu verify',
  ])
  expect(stdout).toContain('17 incomplete uploads')
  expect(stdout).toContain('Aborted 1 upload of 1.')
  expect(stderr).toContain('14 uploads would be aborted; none was.')
  expect(stdout).toContain('Aborted 16 uploads of 16.')
  expect(stdout).toMatch(/is clear: it has no incomplete uploads\.\n$/)
})
