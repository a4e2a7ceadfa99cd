import { expect, it } from 'vitest'
import { after, hang, lists } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { start, waitFor } from '../support/process.js'
import { startRealTimeStore } from '../support/store.js'

it('F56 SIGINT while it lists and aborts: finishes what is under way, and counts what was found by then', async () => {
  const store = await startRealTimeStore({ pageSize: 2 })
  store.addMany(40)
  store.injectFault(after(3, lists), hang)
  const running = start('abort-all --bucket bkt --yes --json', store.environment)
  await waitFor(() => store.deletes.length === 4)
  running.child.kill('SIGINT')
  const result = await running.ended
  expect({ code: result.code, left: store.left }).toEqual({ code: 130, left: 36 })
  expect(outcomesOf({ ...result, code: 130 }).Summary).toMatchObject({
    Matched: 6,
    Aborted: 4,
    Skipped: 2,
    Complete: false,
    Verified: false,
    ExitCode: 130,
  })
  expect(result.stderr).toMatch(/^Aborted 4 of 6 uploads found so far\. Skipped: 2\. Not verified\./m)
})
