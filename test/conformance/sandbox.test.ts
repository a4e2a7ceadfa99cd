import { connect } from '../../src/service/client.js'
import { serverProfiles, type ServerProfileName } from '../../src/sandbox/server-profiles.js'
import { startStore } from '../support/store.js'
import { oddKeys } from './odd-keys.js'
import { conformsOn } from './suite.js'

/** A tenth of S3's, because three pages then take a tenth of the time. */
const PAGE_SIZE = 100

for (const profile of Object.keys(serverProfiles) as ServerProfileName[]) {
  conformsOn(`a sandbox in the profile of ${profile}`, async () => {
    const store = await startStore({ profile, pageSize: PAGE_SIZE })
    return {
      bucket: 'bkt',
      pageSize: PAGE_SIZE,
      prefix: '',
      keys: oddKeys(''),
      begin: (keys) => Promise.resolve(keys.map((key) => ({ key, uploadId: store.add(key) }))),
      fill: ({ key, uploadId }, sizes) => {
        const parts = store.bucket.upload(key, uploadId)?.parts
        const modified = store.clock.now()
        sizes.forEach((size, index) => parts?.set(index + 1, { number: index + 1, size, modified }))
        return Promise.resolve()
      },
      run: (commandLine, surroundings) => store.run(commandLine, surroundings),
      open: async () => (await connect({}, { environment: store.environment, clock: store.clock })).bucket('bkt'),
    }
  })
}
