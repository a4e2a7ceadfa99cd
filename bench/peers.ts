import { execFileSync } from 'node:child_process'
import { CWMPU, here } from './cwmpu.js'
import { BUCKET, type Store } from './store.js'

/** A client, and how it is told to abort or to list everything in the bucket. */
export interface Peer {
  readonly name: string
  readonly version: string
  readonly abortAll: (store: Store) => readonly string[]
  readonly list?: (store: Store) => readonly string[]
  /** So many uploads are enough to know how fast it is: from 20 ms away, and next to it. */
  readonly sample: { readonly away: number; readonly near: number }
}

const packages = JSON.parse(
  execFileSync('npm', ['ls', '--json', '@aws-sdk/client-s3'], { encoding: 'utf8' }),
) as {
  readonly dependencies: Readonly<Record<string, { readonly version: string }>>
}

const aws = (store: Store) => ['aws', '--endpoint-url', store.endpoint, 's3api']

export const cwmpu: Peer = {
  name: 'cwmpu',
  version: '',
  abortAll: () => [...CWMPU, 'abort-all', '--bucket', BUCKET, '--yes', '-o', 'table'],
  list: () => [...CWMPU, 'list', '--bucket', BUCKET, '-o', 'json'],
  sample: { away: 15_087, near: 15_087 },
}

const others: readonly Peer[] = [
  {
    name: 'AWS SDK for JavaScript, 64 at once',
    version: packages.dependencies['@aws-sdk/client-s3']?.version ?? '',
    abortAll: () => [process.execPath, here('peers/sdk-abort.js'), BUCKET],
    list: () => [process.execPath, here('peers/sdk-list.js'), BUCKET],
    sample: { away: 15_087, near: 15_087 },
  },
  {
    name: 'rclone cleanup',
    version: versionOf('rclone', 'version'),
    abortAll: () => ['rclone', 'cleanup', `b:${BUCKET}`],
    list: () => ['rclone', 'backend', 'list-multipart-uploads', `b:${BUCKET}`],
    sample: { away: 600, near: 15_087 },
  },
  {
    name: 'boto3, one after another',
    version: versionOf('python3', '-c', 'import boto3; print(boto3.__version__)'),
    abortAll: () => ['python3', here('peers/boto3-abort.py'), BUCKET],
    list: () => ['python3', here('peers/boto3-list.py'), BUCKET],
    sample: { away: 600, near: 5_000 },
  },
  {
    name: 's3cmd, a process for each',
    version: versionOf('s3cmd', '--version'),
    abortAll: () => [here('peers/s3cmd-abort.sh'), BUCKET],
    sample: { away: 50, near: 50 },
  },
  {
    name: 'AWS CLI, a process for each',
    version: versionOf('aws', '--version'),
    abortAll: () => [here('peers/aws-abort.sh'), BUCKET],
    list: (store) => [...aws(store), 'list-multipart-uploads', '--bucket', BUCKET],
    sample: { away: 12, near: 12 },
  },
]

/** Those that are installed. */
export const peers: readonly Peer[] = others.filter(({ version }) => version !== '')

/** Nothing where it is not installed. */
function versionOf(...[command = '', ...words]: string[]): string {
  try {
    const text = execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return /\d+\.\d+[\w.-]*/.exec(text)?.[0] ?? ''
  } catch {
    return ''
  }
}
