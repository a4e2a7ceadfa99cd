import { onTestFinished } from 'vitest'
import { listen, Sandbox } from '../../src/sandbox/server.js'
import type { StoredBucket } from '../../src/sandbox/stored-bucket.js'
import type { Environment } from '../../src/context.js'
import { connect } from '../../src/service/client.js'
import { TestClock } from '../support/clock.js'
import { cwmpu } from '../support/cwmpu.js'
import { serverProfiles } from '../support/server-profiles.js'
import { startServer } from '../support/server.js'
import { oddKeys } from './odd-keys.js'
import { type ServerUnderTest, testConformance } from './suite.js'

/** Maximum uploads on a page, a tenth of S3. Three pages then take a tenth of the time. */
const PAGE_SIZE = 100

for (const [name, profile] of Object.entries(serverProfiles)) {
  testConformance(`a sandbox in the profile of ${name}`, async () => {
    const server = await startServer({ profile, pageSize: PAGE_SIZE })
    return { ...sandboxUnderTest(server.bucket, server), pageSize: PAGE_SIZE }
  })
}

testConformance('the sandbox of cwmpu demo', async () => {
  const clock = new TestClock()
  const sandbox = new Sandbox(clock.now)
  const { endpoint, close } = await listen(sandbox.handle)
  onTestFinished(close)
  const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }
  const environment = { AWS_ENDPOINT_URL: endpoint, ...keys, HOME: '/nonexistent' }
  return { ...sandboxUnderTest(sandbox.createBucket('bkt'), { clock, environment }), many: 2_001 }
})

/** Describes a sandbox for the suite. Its pages have the size of S3. */
function sandboxUnderTest(
  bucket: StoredBucket,
  { clock, environment }: { clock: TestClock; environment: Environment },
): ServerUnderTest {
  return {
    bucket: 'bkt',
    pageSize: 1000,
    prefix: '',
    keys: oddKeys(''),
    startUploads: (keys) =>
      Promise.resolve(keys.map((key) => ({ key, uploadId: bucket.addUpload(key, clock.now() - 3_600_000).uploadId }))),
    addParts: ({ uploadId }, sizes) => {
      const parts = bucket.uploads.get(uploadId)?.parts
      const modified = clock.now()
      sizes.forEach((size, index) => parts?.set(index + 1, { size, modified }))
      return Promise.resolve()
    },
    run: (commandLine, options) => cwmpu(commandLine, { clock, environment, ...options }),
    connect: async () => (await connect({}, { environment, clock })).bucket('bkt'),
  }
}
