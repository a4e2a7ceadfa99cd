import { execFileSync } from 'node:child_process'
import { BUCKET, type BenchServer } from './bench-server.js'
import { CWMPU, here } from './cwmpu.js'

/** A tool, and its commands that abort or list all uploads of the bucket. */
export interface Tool {
  readonly name: string
  readonly version: string
  readonly abortAll: (server: BenchServer) => readonly string[]
  readonly list?: (server: BenchServer) => readonly string[]
  /** Number of uploads that shows its speed: 20 ms away, and on loopback. */
  readonly sample: { readonly remote: number; readonly local: number }
}

/** Program of an earlier version that is measured beside this one, such as /path/to/checkout/bin/cwmpu.cjs. */
const BASELINE = process.env['BENCH_BASELINE']

const packages = JSON.parse(execFileSync('npm', ['ls', '--json', '@aws-sdk/client-s3'], { encoding: 'utf8' })) as {
  readonly dependencies: Readonly<Record<string, { readonly version: string }>>
}

export const cwmpu: Tool = cwmpuTool('cwmpu', CWMPU)

const others: readonly Tool[] = [
  ...(BASELINE === undefined ? [] : [cwmpuTool('baseline', [process.execPath, BASELINE])]),
  {
    name: 'AWS SDK for JavaScript, 64 concurrent',
    version: packages.dependencies['@aws-sdk/client-s3']?.version ?? '',
    abortAll: () => [process.execPath, here('tool-scripts/sdk-abort.js'), BUCKET],
    list: () => [process.execPath, here('tool-scripts/sdk-list.js'), BUCKET],
    sample: { remote: 15_087, local: 15_087 },
  },
  {
    name: 'rclone cleanup',
    version: versionOf('rclone', 'version'),
    abortAll: () => ['rclone', 'cleanup', `b:${BUCKET}`],
    list: () => ['rclone', 'backend', 'list-multipart-uploads', `b:${BUCKET}`],
    sample: { remote: 600, local: 15_087 },
  },
  {
    name: 'Boto3, one after another',
    version: versionOf('python3', '-c', 'import boto3; print(boto3.__version__)'),
    abortAll: () => ['python3', here('tool-scripts/boto3-abort.py'), BUCKET],
    list: () => ['python3', here('tool-scripts/boto3-list.py'), BUCKET],
    sample: { remote: 600, local: 5_000 },
  },
  {
    name: 's3cmd, one process per abort',
    version: versionOf('s3cmd', '--version'),
    abortAll: () => [here('tool-scripts/s3cmd-abort.sh'), BUCKET],
    sample: { remote: 50, local: 50 },
  },
  {
    name: 'AWS CLI, one process per abort',
    version: versionOf('aws', '--version'),
    abortAll: () => [here('tool-scripts/aws-abort.sh'), BUCKET],
    list: ({ endpoint }) => [
      ...['aws', '--endpoint-url', endpoint, 's3api', 'list-multipart-uploads', '--bucket', BUCKET],
    ],
    sample: { remote: 12, local: 12 },
  },
]

/** The other tools that are installed. */
export const tools: readonly Tool[] = others.filter(({ version }) => version !== '')

function cwmpuTool(name: string, program: readonly string[]): Tool {
  return {
    name,
    version: versionOf(...program, '--version'),
    abortAll: () => [...program, 'abort-all', '--bucket', BUCKET, '--yes', '-o', 'table'],
    list: () => [...program, 'list', '--bucket', BUCKET, '-o', 'json'],
    sample: { remote: 15_087, local: 15_087 },
  }
}

/** Returns `''` if the program is not installed. */
function versionOf(...[command = '', ...words]: string[]): string {
  try {
    const text = execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return /\d+\.\d+[\w.-]*/.exec(text)?.[0] ?? ''
  } catch {
    return ''
  }
}
