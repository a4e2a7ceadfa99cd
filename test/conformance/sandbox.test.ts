import { connect } from '../../src/service/client.js'
import { serverProfiles } from '../support/server-profiles.js'
import { startServer } from '../support/server.js'
import { oddKeys } from './odd-keys.js'
import { testConformance } from './suite.js'

/** Maximum uploads on a page, a tenth of S3. Three pages then take a tenth of the time. */
const PAGE_SIZE = 100

for (const [name, profile] of Object.entries(serverProfiles)) {
  testConformance(`a sandbox in the profile of ${name}`, async () => {
    const server = await startServer({ profile, pageSize: PAGE_SIZE })
    return {
      bucket: 'bkt',
      pageSize: PAGE_SIZE,
      prefix: '',
      keys: oddKeys(''),
      startUploads: (keys) => Promise.resolve(keys.map((key) => ({ key, uploadId: server.add(key) }))),
      addParts: ({ key, uploadId }, sizes) => {
        const parts = server.bucket.upload(key, uploadId)?.parts
        const modified = server.clock.now()
        sizes.forEach((size, index) => parts?.set(index + 1, { number: index + 1, size, modified }))
        return Promise.resolve()
      },
      run: (commandLine, options) => server.run(commandLine, options),
      connect: async () => (await connect({}, { environment: server.environment, clock: server.clock })).bucket('bkt'),
    }
  })
}
