import { readFileSync } from 'node:fs'
import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { realTimeClock } from '../support/clock.js'
import { cwmpu } from '../support/cwmpu.js'
import { start, waitFor } from '../support/process.js'

it('cwmpu demo --serve keeps a server running for cwmpu and other clients, until Ctrl-C', async () => {
  const running = start('demo --serve', {})
  await waitFor(() => running.stdout.includes('aws '))
  const environment = Object.fromEntries(
    Array.from(running.stdout.matchAll(/^export (\w+)=(.*)$/gm), ([, name = '', value]) => [name, value]),
  )
  expect(Object.keys(environment)).toEqual(['AWS_ENDPOINT_URL_S3', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
  const s3 = new S3Client({
    endpoint: environment['AWS_ENDPOINT_URL_S3'] ?? '',
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'demo', secretAccessKey: 'demo' },
  })
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: 'training-data' }))
  expect(Uploads).toHaveLength(16)
  const { Key, UploadId } = Uploads[0] ?? {}
  await s3.send(new AbortMultipartUploadCommand({ Bucket: 'training-data', Key, UploadId }))
  const { stdout } = await cwmpu('list training-data', { clock: realTimeClock(), environment })
  expect(stdout.split('\n')).toHaveLength(16)
  running.child.kill('SIGINT')
  expect(await running.ended).toMatchObject({ code: 130 })
})

it('docs/install.md shows what cwmpu demo --serve prints', async () => {
  const [, shown = ''] = /```text\n(.*?)```/s.exec(readFileSync('docs/install.md', 'utf8')) ?? []
  const running = start('demo --serve', {})
  await waitFor(() => running.stdout.includes('aws '))
  expect(running.stdout.replaceAll(/localhost:\d+/g, 'localhost:40123')).toBe(shown)
  running.child.kill('SIGTERM')
  await running.ended
})
