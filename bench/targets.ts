import type { Result, Results } from './comparisons.js'
import { round, table, times } from './table.js'

/** Renders the table of targets, with the limit, the aim and the measured value. */
export function targets({ remote, local, listing, starts, million }: Results): string {
  const start = (name: string) => starts.get(name)?.ratio ?? NaN
  const [own, baseline, rclone] = ['cwmpu', 'baseline', 'rclone'].map((name) => cpuOf(resultOf(local, name)))
  return table(
    ['work', 'limit', 'aim', 'measured'],
    [
      [
        '15,087 aborts, 20 ms away, verified',
        '50 × rclone',
        '100 × rclone',
        `${times(rate(resultOf(remote, 'cwmpu')), rate(resultOf(remote, 'rclone')))} rclone`,
      ],
      [
        'CPU of an abort, loopback, whole run',
        '2.2 × version 0.1.0, 2 × rclone',
        '1.5 × version 0.1.0',
        `${times(own, baseline)} version 0.1.0, ${times(own, rclone)} rclone`,
      ],
      [
        'aborts per second, loopback, one process',
        "1.8 × the SDK's plain client",
        '3 ×',
        `${times(rate(resultOf(local, 'cwmpu')), rate(resultOf(local, 'AWS SDK')))} the SDK's`,
      ],
      [
        'list 100,000 uploads, loopback, JSON to a file',
        '5 × Boto3',
        '8 × Boto3',
        `${times(rate(resultOf(listing, 'cwmpu')), rate(resultOf(listing, 'Boto3')))} Boto3`,
      ],
      ['`--version`', '1.5 × `node -e 0`', '1.3 ×', `${round(start('cwmpu --version'), 2)} ×`],
      ['list of an empty bucket', '5 × `node -e 0`', '3.5 ×', `${round(start('cwmpu list (empty bucket)'), 2)} ×`],
      ['peak memory, a million uploads, `abort-all --yes`', '260 MB', '180 MB', `${Math.round(million.megabytes)} MB`],
    ],
  )
}

export function resultOf(results: readonly Result[], name: string): Result | undefined {
  return results.find(({ tool }) => tool.name.startsWith(name))
}

/** Returns uploads per second. */
export function rate(result: Result | undefined): number {
  return result ? result.uploads / result.figures.seconds : NaN
}

/** Returns milliseconds of CPU per upload. */
export function cpuOf(result: Result | undefined): number {
  return result ? (result.figures.cpu * 1000) / result.uploads : NaN
}
