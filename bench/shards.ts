// Measures abort-all with several processes that share a bucket. Prints the tables of docs/performance.md:
//   npx tsx bench/shards.ts 20000 [ms per page] [ms per abort] [numbers of shards, such as 1,2,4]
//   test/servers/ceph-rgw/with.sh npx tsx bench/shards.ts 5000
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { BenchServer, BUCKET } from './bench-server.js'
import { CWMPU } from './cwmpu.js'
import { RealServer } from './real-server.js'
import { round, table } from './table.js'

const [uploads = '50000', pageTime = '100', abortTime = '20', sizes = '1,2,4,8'] = process.argv.slice(2)
const { S3_ENDPOINT } = process.env
const server = S3_ENDPOINT
  ? await RealServer.open(S3_ENDPOINT)
  : await BenchServer.start({ page: Number(pageTime), abort: Number(abortTime) })

const rows: string[][] = []
for (const shards of sizes.split(',').map(Number)) {
  await server.fill(Number(uploads))
  const { seconds, megabytes } = await abortWith(shards)
  const { pages, aborts } = server instanceof BenchServer ? await server.counts() : {}
  const requests = [pages, aborts].map((count) => count?.toLocaleString('en-US') ?? '')
  const rate = round(Number(uploads) / seconds)
  rows.push([String(shards), seconds.toFixed(1), rate, ...requests, round(megabytes)])
}
server.stop()
process.stdout.write(table(['shards', 'seconds', 'aborts/s', 'pages', 'aborts', 'peak MB'], rows))

/** Runs one process per shard concurrently. Returns the duration and the memory of the largest process. */
async function abortWith(shards: number): Promise<{ seconds: number; megabytes: number }> {
  const startedAt = performance.now()
  const peaks = await Promise.all(Array.from({ length: shards }, (_, index) => abortShard(`${index + 1}/${shards}`)))
  return { seconds: (performance.now() - startedAt) / 1000, megabytes: Math.max(...peaks) }
}

async function abortShard(shard: string): Promise<number> {
  const words = ['abort-all', '--bucket', BUCKET, '--addressing', 'path', '--yes', '-o', 'table']
  const child = spawn('/usr/bin/time', ['-f', 'peak %M', ...CWMPU, ...words, '--shard', shard], {
    env: { PATH: process.env['PATH'], NODE_OPTIONS: process.env['NODE_OPTIONS'], ...server.environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`shard ${shard} ended with ${code}: ${stderr}`)
  return Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024
}
