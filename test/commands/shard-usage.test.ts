import { describe, expect, it } from 'vitest'
import { startServer } from '../support/server.js'

describe('an invalid shard', () => {
  it.each([
    ['--shard 9/8', undefined, 'Invalid --shard "9/8". Use 1/8 to 8/8.'],
    ['--shard 0/8', undefined, 'Invalid --shard "0/8". Use I/N, for example 1/8 for the first of eight shards.'],
    ['--shards none', undefined, 'Invalid --shards "none". Use a whole number from 1 to 99999.'],
    [
      '--shards 8',
      undefined,
      '--shards 8 requires JOB_COMPLETION_INDEX. An Indexed Job sets it. Elsewhere use --shard 1/8 to --shard 8/8.',
    ],
    [
      '--shards 8',
      '8',
      'Invalid JOB_COMPLETION_INDEX "8". It must be from 0 to 7. Set the completions of the Job and --shards to the same number.',
    ],
    ['--shards 8', '', 'Invalid JOB_COMPLETION_INDEX "". It must be from 0 to 7. '],
    ['--shards 8', '1.0', 'Invalid JOB_COMPLETION_INDEX "1.0". It must be from 0 to 7. '],
    ['--shards 8', '\u001b[2J', 'Invalid JOB_COMPLETION_INDEX "$\'\\x1b[2J\'". It must be from 0 to 7. '],
    ['--shards 8 --shard 1/8', '1', "Option '--shards <n>' cannot be used with option '--shard <i/n>'."],
  ])('rejects %s with JOB_COMPLETION_INDEX %j', async (words, index, sentence) => {
    const server = await startServer()
    server.add('k')
    for (const command of ['list', 'verify', 'abort-all --yes']) {
      const environment = index === undefined ? {} : { JOB_COMPLETION_INDEX: index }
      const result = await server.run(`${command} --bucket bkt ${words}`, { environment })
      expect(result).toMatchObject({ code: 2, stdout: '' })
      expect(result.stderr).toContain(`error: ${sentence}`)
      expect(result.stderr.trimEnd()).not.toContain('\n')
    }
    expect(server.requests).toEqual([])
  })
})
