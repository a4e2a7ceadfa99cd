import { expect, it } from 'vitest'
import { TestClock } from '../support/clock.js'
import { cwmpu } from '../support/cwmpu.js'

it('cwmpu demo lists, aborts and verifies, with no account and no network', async () => {
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
  expect(stdout).toContain('Aborted 1 of 1 upload.')
  expect(stderr).toContain('Dry run. 14 uploads would be aborted.')
  expect(stdout).toContain('Aborted 16 of 16 uploads.')
  expect(stdout).toMatch(/training-data has no incomplete uploads\.\nNo objects or versions found\.\n$/)
})
