// How abort-all scales with processes that share a bucket. Prints the tables of docs/scale.md:
//   npx tsx bench/shards.ts 20000 [milliseconds of a page] [milliseconds of an abort] [shards, such as 1,2,4]
//   test/servers/ceph-rgw/with.sh npx tsx bench/shards.ts 5000
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { CWMPU } from './cwmpu.js'
import { RealStore } from './real-store.js'
import { BUCKET, Store } from './store.js'
import { round, table } from './table.js'

const [uploads = '50000', pageTime = '100', abortTime = '20', sizes = '1,2,4,8'] = process.argv.slice(2)
const { S3_ENDPOINT } = process.env
const store = S3_ENDPOINT
  ? await RealStore.open(S3_ENDPOINT)
  : await Store.start({ page: Number(pageTime), abort: Number(abortTime) })

const rows: string[][] = []
for (const shards of sizes.split(',').map(Number)) {
  await store.fill(Number(uploads))
  const { seconds, megabytes } = await abortBy(shards)
  const { pages, aborts } = store instanceof Store ? await store.counts() : {}
  const asked = [pages, aborts].map((amount) => amount?.toLocaleString('en-US') ?? '')
  rows.push([
    String(shards),
    seconds.toFixed(1),
    round(Number(uploads) / seconds),
    ...asked,
    round(megabytes),
  ])
}
store.stop()
process.stdout.write(
  table(['shards', 'seconds', 'aborts/s', 'pages asked for', 'aborts asked for', 'MB, the largest'], rows),
)

/** Runs one process a shard, all at once; answers with how long it took and the most memory that one held. */
async function abortBy(shards: number): Promise<{ seconds: number; megabytes: number }> {
  const began = performance.now()
  const peaks = await Promise.all(
    Array.from({ length: shards }, (_, index) => abortShard(`${index + 1}/${shards}`)),
  )
  return { seconds: (performance.now() - began) / 1000, megabytes: Math.max(...peaks) }
}

async function abortShard(shard: string): Promise<number> {
  const words = ['abort-all', '--bucket', BUCKET, '--addressing', 'path', '--yes', '-o', 'table']
  const child = spawn('/usr/bin/time', ['-f', 'peak %M', ...CWMPU, ...words, '--shard', shard], {
    env: { PATH: process.env['PATH'], NODE_OPTIONS: process.env['NODE_OPTIONS'], ...store.environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`shard ${shard} ended with ${code}: ${said}`)
  return Number(/peak (\d+)/.exec(said)?.[1]) / 1024
}
