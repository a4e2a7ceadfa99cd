// Takes each guard away in turn, and fails unless a test fails each time. An argument selects files by a part of the name.
import { isEquivalent, unusedEntries } from './equivalents.js'
import { findMutants } from './find-mutants.js'
import { GUARD_FILES } from './guards.js'
import { Lane } from './lane-process.js'

const LANES = 2

const [, , part = ''] = process.argv
const startedAt = performance.now()
const files = Object.keys(GUARD_FILES).filter((file) => file.includes(part))
const found = findMutants(files.map((file) => `src/${file}.ts`))
const mutants = found.filter((mutant) => !isEquivalent(mutant))
const unused = part === '' ? unusedEntries(found) : []
const testFiles = new Set(files.flatMap(testsOf))
const lanes = Array.from({ length: LANES }, () => new Lane())
let survivors = 0

await assertTestsPass()
let done = 0
await inAllLanes(mutants, async (mutant, lane) => {
  if (done++ % 50 === 0) process.stderr.write(`${done - 1} of ${mutants.length} mutants: ${mutant.file}\n`)
  if (await lane.run({ mutant, tests: testsOf(mutant.file.slice('src/'.length, -'.ts'.length)) })) return
  survivors++
  const { file, line, scope, operator, form } = mutant
  process.stdout.write(`No test fails without ${file}:${line} in ${scope} (${operator}): ${form}\n`)
})
await Promise.all(lanes.map((lane) => lane.close()))

for (const entry of unused) process.stdout.write(`No mutant is as listed in equivalents.ts: ${entry}\n`)
const seconds = Math.round((performance.now() - startedAt) / 1000)
process.stdout.write(
  `${mutants.length} mutants, ${survivors} survived, ${found.length - mutants.length} not tested, ${seconds} s.\n`,
)
process.exitCode = survivors + unused.length > 0 ? 1 : 0

function testsOf(file: string): string[] {
  return (GUARD_FILES[file] ?? []).map((name) => `test/${name}.test.ts`)
}

/** @throws Error if a test fails with every guard in its place. */
async function assertTestsPass(): Promise<void> {
  await inAllLanes(testFiles, async (test, lane) => {
    if (await lane.run({ tests: [test] })) throw new Error(`${test} fails with every guard in its place`)
  })
}

/** Works on the items in order, each in the first lane that is free. */
async function inAllLanes<T>(items: Iterable<T>, work: (item: T, lane: Lane) => Promise<void>): Promise<void> {
  const queue = [...items].values()
  await Promise.all(
    lanes.map(async (lane) => {
      for (const item of queue) await work(item, lane)
    }),
  )
}
