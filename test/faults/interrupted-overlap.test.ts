import { describe, expect, it } from 'vitest'
import { after, hang, lists } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { start, waitFor } from '../support/process.js'
import { startRealTimeServer } from '../support/server.js'

describe('abort-all while it lists', () => {
  it('F56 finishes requests in flight and counts the uploads found so far on SIGINT', async () => {
    const server = await startRealTimeServer({ pageSize: 2 })
    server.addMany(40)
    server.injectFault(after(3, lists), hang)
    const running = start('abort-all --bucket bkt --yes --json', server.environment)
    await waitFor(() => server.deletes.length === 4)
    running.child.kill('SIGINT')
    const result = await running.ended
    expect({ code: result.code, left: server.left }).toEqual({ code: 130, left: 36 })
    expect(outcomesOf({ ...result, code: 130 }).Summary).toMatchObject({
      Matched: 6,
      Aborted: 4,
      Skipped: 2,
      Complete: false,
      Verified: false,
      ExitCode: 130,
    })
    expect(result.stderr).toMatch(/^Aborted 4 of 6 uploads found so far( in .*)?\. Skipped: 2\. Not verified\./m)
  })
})
