// How abort-all scales with processes that share a bucket. Prints the tables of docs/scale.md:
//   node bench/shards.js 50000 [milliseconds of a page] [milliseconds of an abort] [shards, such as 1,2,4]
//   test/servers/ceph-rgw/with.sh node bench/shards.js 10000
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

const BIN = new URL('../bin/cwmpu.cjs', import.meta.url).pathname

/** A store of one bucket that answers after a while, as one that is not on this machine does. */
function serve({ pageTime, abortTime }) {
  let left = []
  let counts = {}
  const page = (marker) => {
    const first = marker === null ? 0 : left.findIndex((number) => number > Number(marker))
    const numbers = first < 0 ? [] : left.slice(first, first + 1000)
    const entries = numbers.map(
      (number) =>
        `<Upload><Key>checkpoints/rank-${number}.pt</Key><UploadId>${number}</UploadId><Initiated>2026-11-01T00:00:00.000Z</Initiated></Upload>`,
    )
    const isTruncated = first >= 0 && first + 1000 < left.length
    return `<ListMultipartUploadsResult><Bucket>bench</Bucket><IsTruncated>${isTruncated}</IsTruncated>${entries.join('')}</ListMultipartUploadsResult>`
  }
  const gone = new Set()
  const server = http.createServer(({ method, url }, outgoing) => {
    const query = new URL(url, 'http://x').searchParams
    counts[method] = (counts[method] ?? 0) + 1
    if (method === 'DELETE') {
      gone.add(Number(query.get('uploadId')))
      setTimeout(() => outgoing.writeHead(204).end(), abortTime)
    } else {
      left = left.filter((number) => !gone.has(number))
      setTimeout(() => outgoing.end(page(query.get('upload-id-marker'))), pageTime)
    }
  })
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
    parentPort.postMessage(server.address().port),
  )
  parentPort.on('message', (uploads) => {
    if (uploads === 'count') return parentPort.postMessage(counts)
    left = Array.from({ length: uploads }, (_, number) => number)
    gone.clear()
    counts = {}
    parentPort.postMessage('filled')
  })
}

/** The store above, in a thread of its own. */
async function ownStore(pageTime, abortTime) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { pageTime, abortTime } })
  const [port] = await once(worker, 'message')
  const ask = async (question) => {
    worker.postMessage(question)
    return (await once(worker, 'message'))[0]
  }
  return {
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
    },
    fill: ask,
    counts: () => ask('count'),
    close: () => worker.terminate(),
  }
}

/** A real one, which with.sh has started. */
async function realStore(environment) {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
  const { CreateBucketCommand, CreateMultipartUploadCommand, S3Client } = await import('@aws-sdk/client-s3')
  const s3 = new S3Client({ endpoint: environment.S3_ENDPOINT, region: 'us-east-1', forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'bench' }))
  return {
    environment: { ...environment, AWS_ENDPOINT_URL: environment.S3_ENDPOINT },
    fill: async (uploads) => {
      let number = 0
      const begin = async () => {
        while (number < uploads) {
          const Key = `checkpoints/rank-${number++}.pt`
          await s3.send(new CreateMultipartUploadCommand({ Bucket: 'bench', Key }))
        }
      }
      await Promise.all(Array.from({ length: 32 }, begin))
    },
    counts: () => ({}),
    close: () => s3.destroy(),
  }
}

/** Runs one process a shard, all at once; answers with how long it took and the most memory that one held. */
async function abortBy(shards, environment) {
  const began = performance.now()
  let peak = 0
  const running = Array.from({ length: shards }, (_, index) => {
    const words = ['abort-all', '--bucket', 'bench', '--addressing', 'path', '--yes', '-o', 'table']
    const child = spawn(process.execPath, [BIN, ...words, '--shard', `${index + 1}/${shards}`], {
      env: environment,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const watch = setInterval(() => {
      peak = Math.max(peak, residentMiB(child.pid))
    }, 500)
    return once(child, 'close').then(([code]) => {
      clearInterval(watch)
      if (code !== 0) throw new Error(`shard ${index + 1}/${shards} ended with ${code}`)
    })
  })
  await Promise.all(running)
  return { seconds: (performance.now() - began) / 1000, peak }
}

function residentMiB(pid) {
  try {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { stdio: 'pipe' })) / 1024
  } catch {
    return 0 // It has ended meanwhile.
  }
}

async function main([uploads = '50000', pageTime = '100', abortTime = '20', sizes = '1,2,4,8']) {
  const isReal = process.env.S3_ENDPOINT !== undefined
  const store = await (isReal ? realStore(process.env) : ownStore(Number(pageTime), Number(abortTime)))
  console.log('| shards | seconds | aborts/s | pages asked for | aborts asked for | MiB, the largest |')
  for (const shards of sizes.split(',').map(Number)) {
    await store.fill(Number(uploads))
    const { seconds, peak } = await abortBy(shards, store.environment)
    const { GET = '', DELETE = '' } = await store.counts()
    const rate = Math.round(uploads / seconds)
    console.log(`| ${shards} | ${seconds.toFixed(1)} | ${rate} | ${GET} | ${DELETE} | ${Math.round(peak)} |`)
  }
  await store.close()
}

if (isMainThread) await main(process.argv.slice(2))
else serve(workerData)
