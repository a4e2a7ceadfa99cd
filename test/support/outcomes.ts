import { expect } from 'vitest'
import type { Result } from './cwmpu.js'

interface Facts {
  readonly Clear: boolean
  readonly Verified: boolean
  readonly Complete: boolean
  readonly ExitCode: number
}

export interface Outcomes {
  readonly Uploads: { Key: string; Outcome: string; Code?: string }[]
  /** Counts of the run, and the other fields of the document. */
  readonly Summary: Facts & {
    readonly Matched: number
    readonly Aborted: number
    readonly AlreadyGone: number
    readonly StillListed: number
    readonly Failed: number
    readonly Skipped: number
    readonly StartedSince: number
  }
}

/** Reads the outcomes of a run. Fails if the counts do not add up. */
export function outcomesOf({ stdout }: Result): Outcomes {
  const { Uploads, Summary, ...facts } = JSON.parse(stdout) as Outcomes & Facts
  const { Matched, Aborted, AlreadyGone, StillListed, Failed, Skipped } = Summary
  expect(Aborted + AlreadyGone + StillListed + Failed + Skipped).toBe(Matched)
  expect(Uploads).toHaveLength(Matched)
  return { Uploads, Summary: { ...Summary, ...facts } }
}
