import { expect } from 'vitest'
import type { Result } from './cwmpu.js'

export interface Outcomes {
  Uploads: { Key: string; Outcome: string; Code?: string }[]
  Summary: {
    Matched: number
    Aborted: number
    AlreadyGone: number
    StillListed: number
    Failed: number
    Skipped: number
    Verified: boolean
  }
}

/** The outcomes, which must add up in every run. */
export function outcomesOf({ stdout }: Result): Outcomes {
  const outcomes = JSON.parse(stdout) as Outcomes
  const { Matched, Aborted, AlreadyGone, StillListed, Failed, Skipped } = outcomes.Summary
  expect(Aborted + AlreadyGone + StillListed + Failed + Skipped).toBe(Matched)
  expect(outcomes.Uploads).toHaveLength(Matched)
  return outcomes
}
