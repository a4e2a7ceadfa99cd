// Process that runs the tests of one mutant at a time. Its parent ends it if a mutant never ends.
import { createVitest, type TestSequencer, type TestSpecification } from 'vitest/node'
import { applyMutant, type Mutant, PROJECT } from './find-mutants.js'

/** Request to a lane. Without a mutant, the tests run on the source as it is. */
export interface Job {
  readonly mutant?: Mutant
  /** Test files, in the order in which they run. */
  readonly tests: readonly string[]
}

/** Keeps test files in the order of the job: the most likely to fail is first. */
class GivenOrder implements TestSequencer {
  sort = (files: TestSpecification[]) => files
  shard = (files: TestSpecification[]) => files
}

let mutant: Mutant | undefined
const vitest = await createVitest(
  'test',
  {
    config: false,
    root: PROJECT,
    include: ['test/**/*.test.ts'],
    watch: false,
    bail: 1,
    pool: 'threads', // A new thread for each run, so that nothing of one mutant is left for the next.
    maxWorkers: 1,
    testTimeout: 30_000,
    reporters: [{}],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    sequence: { sequencer: GivenOrder },
  },
  {
    plugins: [
      {
        name: 'mutant',
        enforce: 'pre',
        transform: (source, id) => (mutant && id === PROJECT + mutant.file ? applyMutant(source, mutant) : undefined),
      },
    ],
  },
)
await vitest.standalone()
// Ends with its parent.
process.on('disconnect', () => process.exit())
process.on('message', (job: Job) => {
  void run(job).then((isKilled) => process.send?.(isKilled))
})
process.send?.('ready')

/** Returns true if a test fails. */
async function run(job: Job): Promise<boolean> {
  const project = vitest.getRootProject()
  const specifications = job.tests.map((test) => project.createSpecification(PROJECT + test))
  if (mutant) forget(mutant.file)
  mutant = job.mutant
  if (mutant) forget(mutant.file)
  const { testModules } = await vitest.runTestSpecifications(specifications)
  return testModules.some((module) => module.state() === 'failed')
}

/** Makes Vitest transform a file anew, and its thread evaluate it anew. */
function forget(file: string): void {
  vitest.invalidateFile(PROJECT + file)
  vitest.watcher.invalidates.add(PROJECT + file)
}
