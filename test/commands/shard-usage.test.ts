import { describe, expect, it } from 'vitest'
import { startStore } from '../support/store.js'

describe('a shard that there is not', () => {
  it.each([
    ['--shard 9/8', undefined, '--shard 9/8 is not one of 1/8 to 8/8.'],
    [
      '--shard 0/8',
      undefined,
      '--shard 0/8 is not a shard: write 1/8 for the first of eight, and 8/8 for the last.',
    ],
    ['--shards none', undefined, '--shards none is not a whole number from 1 to 99999.'],
    [
      '--shards 8',
      undefined,
      '--shards 8 needs JOB_COMPLETION_INDEX, which an Indexed Job of Kubernetes sets: elsewhere say --shard 1/8 to --shard 8/8.',
    ],
    [
      '--shards 8',
      '8',
      'JOB_COMPLETION_INDEX 8 is not one of 0 to 7: the completions of the Job and --shards must be the same number.',
    ],
    ['--shards 8', '', 'JOB_COMPLETION_INDEX "" is not one of 0 to 7: '],
    ['--shards 8', '1.0', 'JOB_COMPLETION_INDEX 1.0 is not one of 0 to 7: '],
    ['--shards 8', '\u001b[2J', "JOB_COMPLETION_INDEX $'\\x1b[2J' is not one of 0 to 7: "],
    ['--shards 8 --shard 1/8', '1', "option '--shard <i/n>' cannot be used with option '--shards <n>'"],
  ])('%s, JOB_COMPLETION_INDEX %j', async (words, index, sentence) => {
    const store = await startStore()
    store.add('k')
    for (const command of ['list', 'verify', 'abort-all --yes']) {
      const environment = index === undefined ? {} : { JOB_COMPLETION_INDEX: index }
      const result = await store.run(`${command} --bucket bkt ${words}`, { environment })
      expect(result).toMatchObject({ code: 2, stdout: '' })
      expect(result.stderr).toContain(`error: ${sentence}`)
      expect(result.stderr.trimEnd()).not.toContain('\n')
    }
    expect(store.requests).toEqual([])
  })
})
