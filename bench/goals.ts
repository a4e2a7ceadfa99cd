import type { Result, Results } from './contests.js'
import { round, table, times } from './table.js'

/** What was asked for at least, what was aimed at, and what came of it. */
export function goals({ away, near, listing, cold, million }: Results): string {
  const start = (name: string) => cold.get(name)?.ratio ?? NaN
  const empty = 'cwmpu list, of an empty bucket'
  const aws = [...cold].find(([name]) => name.startsWith('aws'))?.[1].ratio ?? NaN
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
        `${round(start(empty), 2)} ×, and ${round(aws / start(empty))} times as fast`,
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

export function of(results: readonly Result[], name: string): Result | undefined {
  return results.find(({ peer }) => peer.name.startsWith(name))
}

/** Uploads a second. */
export function rate(result: Result | undefined): number {
  return result ? result.uploads / result.figures.seconds : NaN
}

/** Milliseconds of CPU an upload. */
export function cpuOf(result: Result | undefined): number {
  return result ? (result.figures.cpu * 1000) / result.uploads : NaN
}
