import { cpus } from 'node:os'
import type { Result, Results } from './contests.js'
import { cpuOf, goals, of, rate } from './goals.js'
import { peers } from './peers.js'
import { round, table, times } from './table.js'

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
  return table(
    ['', 'ms', '× `node -e 0`'],
    [...cold].map(([name, { seconds, ratio }]) => [
      `\`${name}\``,
      String(Math.round(seconds * 1000)),
      round(ratio, 2),
    ]),
  )
}

function ceilingLine(ceiling: number | undefined): string {
  if (ceiling === undefined) return ''
  return `\nwrk, which is written in C and neither signs nor reads, gets ${Math.round(ceiling).toLocaleString('en-US')} a second out of the same server.\n`
}
