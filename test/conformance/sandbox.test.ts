import { connect } from '../../src/service/client.js'
import { manners, type MannerName } from '../../src/sandbox/manners.js'
import { startStore } from '../support/store.js'
import { conformsOn } from './suite.js'

for (const manner of Object.keys(manners) as MannerName[]) {
  conformsOn(`a sandbox in the manner of ${manner}`, async () => {
    const store = await startStore({ manner })
    return {
      bucket: 'bkt',
      prefix: '',
      begin: (keys) => Promise.resolve(keys.map((key) => ({ key, uploadId: store.add(key) }))),
      fill: ({ key, uploadId }, sizes) => {
        const parts = store.bucket.upload(key, uploadId)?.parts
        const modified = store.clock.now()
        sizes.forEach((size, index) => parts?.set(index + 1, { number: index + 1, size, modified }))
        return Promise.resolve()
      },
      run: (commandLine, surroundings) => store.run(commandLine, surroundings),
      open: async () =>
        (await connect({}, { environment: store.environment, clock: store.clock })).bucket('bkt'),
    }
  })
}
