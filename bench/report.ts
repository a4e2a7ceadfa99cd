import { cpus } from 'node:os'
import type { Result } from './contests.js'
import { peers } from './peers.js'
import type { Figures } from './run.js'
import { round, table, times } from './table.js'

export interface Results {
  readonly away: readonly Result[]
  readonly near: readonly Result[]
  readonly listing: readonly Result[]
  readonly cold: ReadonlyMap<string, number>
  readonly million: Figures
  readonly ceiling: number | undefined
}

/** The measured half of docs/performance.md. */
export function report(results: Results): string {
  return [
    machine(),
    '## What was aimed at\n',
    goals(results),
    '## Aborting everything, and seeing that it is gone, 20 ms away\n',
    abortingTable(results.away),
    '## The same, on loopback\n',
    abortingTable(results.near) + ceilingLine(results.ceiling),
    '## Listing 100,000 uploads, on loopback, into a file\n',
    listingTable(results.listing),
    '## Starting\n',
    coldTable(results.cold),
    '## A million uploads, `abort-all --yes`, on loopback\n',
    `${round(results.million.seconds)} s, ${round((results.million.cpu * 1000) / 1_000_000, 2)} ms of CPU an abort, ${Math.round(results.million.megabytes)} MB at the peak.\n`,
  ].join('\n')
}

function machine(): string {
  const versions = peers.map(({ name, version }) => `${name.split(',')[0] ?? ''} ${version}`).join(' · ')
  return `${new Date().toISOString().slice(0, 10)} · ${cpus().length} cores, ${cpus()[0]?.model.trim() ?? ''}, shared with the server · Node ${process.version} · ${versions}\n`
}

/** What was asked for at least, what was aimed at, and what came of it. */
function goals({ away, near, listing, cold, million }: Results): string {
  const start = (name: string) => (cold.get(name) ?? NaN) / (cold.get('node -e 0') ?? NaN)
  const empty = 'cwmpu list, of an empty bucket'
  const aws = [...cold].find(([name]) => name.startsWith('aws'))?.[1] ?? NaN
  const rclone = of(near, 'rclone')
  return table(
    ['work', 'at least', 'aim', 'measured'],
    [
      [
        '15,087 aborts, 20 ms away, verified',
        '40 × rclone',
        '80 × rclone',
        `${times(rate(of(away, 'cwmpu')), rate(of(away, 'rclone')))} rclone`,
      ],
      [
        'CPU of an abort, loopback, whole run',
        "rclone's",
        '0.2 ms',
        `${round(cpuOf(of(near, 'cwmpu')), 2)} ms; rclone ${round(cpuOf(rclone), 2)} ms`,
      ],
      [
        'aborts a second, loopback, one process',
        "4 × the SDK's",
        "10 × the SDK's",
        `${times(rate(of(near, 'cwmpu')), rate(of(near, 'AWS SDK')))} the SDK's`,
      ],
      [
        'list 100,000 uploads, loopback, JSON to a file',
        '5 × boto3',
        '15 × boto3',
        `${times(rate(of(listing, 'cwmpu')), rate(of(listing, 'boto3')))} boto3`,
      ],
      [
        '`--version`, `--help`',
        '1.5 × `node -e 0`',
        '1.25 ×',
        `${round(start('cwmpu --version'), 2)} ×, ${round(start('cwmpu --help'), 2)} ×`,
      ],
      [
        'list of an empty bucket',
        '3 × `node -e 0`, and twice as fast as `aws s3api`',
        '2 ×',
        `${round(start(empty), 2)} ×, and ${round(aws / (cold.get(empty) ?? NaN))} times as fast`,
      ],
      [
        'peak memory, a million uploads, `abort-all --yes`',
        '250 MB',
        '150 MB',
        `${Math.round(million.megabytes)} MB`,
      ],
    ],
  )
}

function abortingTable(results: readonly Result[]): string {
  return table(
    ['client', 'uploads', 'seconds', 'aborts/s', 'CPU ms an abort', 'peak MB', 'cwmpu is faster'],
    results.map((result) => [
      result.peer.name,
      result.uploads.toLocaleString('en-US'),
      round(result.figures.seconds),
      round(rate(result)),
      round(cpuOf(result), 2),
      String(Math.round(result.figures.megabytes)),
      result === results[0] ? '' : times(rate(of(results, 'cwmpu')), rate(result)),
    ]),
  )
}

function listingTable(results: readonly Result[]): string {
  return table(
    ['client', 'seconds', 'CPU s', 'peak MB', 'cwmpu is faster'],
    results.map((result) => [
      result.peer.name.split(',')[0] ?? '',
      round(result.figures.seconds),
      round(result.figures.cpu),
      String(Math.round(result.figures.megabytes)),
      result === results[0] ? '' : times(rate(of(results, 'cwmpu')), rate(result)),
    ]),
  )
}

function coldTable(cold: Results['cold']): string {
  const floor = cold.get('node -e 0') ?? NaN
  return table(
    ['', 'ms', '× `node -e 0`'],
    [...cold].map(([name, seconds]) => [
      `\`${name}\``,
      String(Math.round(seconds * 1000)),
      round(seconds / floor, 2),
    ]),
  )
}

function ceilingLine(ceiling: number | undefined): string {
  if (ceiling === undefined) return ''
  return `\nwrk, which is written in C and neither signs nor reads, gets ${Math.round(ceiling).toLocaleString('en-US')} a second out of the same server.\n`
}

function of(results: readonly Result[], name: string): Result | undefined {
  return results.find(({ peer }) => peer.name.startsWith(name))
}

/** Uploads a second. */
function rate(result: Result | undefined): number {
  return result ? result.uploads / result.figures.seconds : NaN
}

/** Milliseconds an upload. */
function cpuOf(result: Result | undefined): number {
  return result ? (result.figures.cpu * 1000) / result.uploads : NaN
}
