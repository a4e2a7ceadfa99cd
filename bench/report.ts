import { cpus } from 'node:os'
import type { Result, Results } from './comparisons.js'
import { round, table, times } from './table.js'
import { cpuOf, resultOf, rate, targets } from './targets.js'
import { tools } from './tools.js'

/** Renders the measured part of docs/performance.md. */
export function report(results: Results): string {
  const { million } = results
  return [
    machine(),
    '## Targets\n',
    targets(results),
    '## Abort and verify, 20 ms away\n',
    abortTable(results.remote),
    '## Abort and verify, on loopback\n',
    abortTable(results.local) + ceilingLine(results.ceiling),
    '## List 100,000 uploads into a file, on loopback\n',
    listingTable(results.listing),
    '## Start\n',
    startTable(results.starts),
    '## Abort a million uploads, on loopback\n',
    `${round(million.seconds)} s, ${round((million.cpu * 1000) / 1_000_000, 2)} ms of CPU per abort, ${Math.round(million.megabytes)} MB at the peak.\n`,
  ].join('\n')
}

function machine(): string {
  const versions = tools.map(({ name, version }) => `${name.split(',')[0] ?? ''} ${version}`).join(' · ')
  const date = new Date().toISOString().slice(0, 10)
  return `${date} · ${cpus().length} cores, ${cpus()[0]?.model.trim() ?? ''}, shared with the server · Node ${process.version} · ${versions}\n`
}

function abortTable(results: readonly Result[]): string {
  return table(
    ['tool', 'uploads', 'seconds', 'aborts/s', 'CPU ms per abort', 'peak MB', 'cwmpu is faster'],
    results.map((result) => [
      result.tool.name,
      result.uploads.toLocaleString('en-US'),
      round(result.figures.seconds),
      round(rate(result)),
      round(cpuOf(result), 2),
      String(Math.round(result.figures.megabytes)),
      faster(results, result),
    ]),
  )
}

function listingTable(results: readonly Result[]): string {
  return table(
    ['tool', 'seconds', 'CPU s', 'peak MB', 'cwmpu is faster'],
    results.map((result) => [
      result.tool.name.split(',')[0] ?? '',
      round(result.figures.seconds),
      round(result.figures.cpu),
      String(Math.round(result.figures.megabytes)),
      faster(results, result),
    ]),
  )
}

function faster(results: readonly Result[], result: Result): string {
  return result === results[0] ? '' : times(rate(resultOf(results, 'cwmpu')), rate(result))
}

function startTable(starts: Results['starts']): string {
  return table(
    ['command', 'ms', '× `node -e 0`'],
    [...starts].map(([name, { seconds, ratio }]) => [
      `\`${name}\``,
      String(Math.round(seconds * 1000)),
      round(ratio, 2),
    ]),
  )
}

function ceilingLine(ceiling: number | undefined): string {
  if (ceiling === undefined) return ''
  return `\nwrk, written in C, neither signs nor reads. It reaches ${Math.round(ceiling).toLocaleString('en-US')} requests per second on the same server.\n`
}
